import { everyAwake } from '../../shared/awake.ts';
import type { FrameState } from '../vision/protocol.ts';
import { openCamera } from './open.ts';
import { type CameraState, CameraWatch } from './watch.ts';

const CHECK_MS = 500;

/**
 * The kiosk's camera, kept alive without a hand.
 *
 * `starting` while it is being opened, and until a worker is warm that reads its frames. `live` while frames come. `absent` (none plugged in), `denied`
 * (permission refused) and `lost` (unplugged, in use elsewhere, silent) are tried again with back-off, and at
 * once when the browser reports a new device or a changed permission. `frozen` is reopened like `lost`.
 * `black` stays open, since a covered lens is mended outside; it becomes `live` with the first bright frame.
 */
export class Camera {
  readonly #onState: (state: CameraState, stream: MediaStream | null) => void;
  readonly #wanted: () => string;
  readonly #isRead: () => boolean;
  #stream: MediaStream | null = null;
  #watch: CameraWatch | null = null;
  #state: CameraState = 'starting';
  #opening = false;
  #failures = 0;
  /** The name that was last looked for: one that no camera has is not looked for at every event. */
  #sought = '';
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopChecks: () => void = () => undefined;
  #permission: PermissionStatus | null = null;

  /**
   * @param onState called at each change; with the stream when a new one was opened
   * @param wanted part of the name of the camera to take when there are several; empty for any
   * @param isRead whether a worker is warm that reads frames: a backend may take many seconds to start
   */
  constructor(
    onState: (state: CameraState, stream: MediaStream | null) => void,
    wanted: () => string,
    isRead: () => boolean,
  ) {
    this.#onState = onState;
    this.#wanted = wanted;
    this.#isRead = isRead;
  }

  /** Name of the camera that is open; empty without one. */
  get label(): string {
    return (this.#stream?.getVideoTracks()[0]?.label ?? '').slice(0, 100);
  }

  get state(): CameraState {
    return this.#state;
  }

  async start(): Promise<void> {
    this.#stopChecks = everyAwake(CHECK_MS, () => this.#check());
    navigator.mediaDevices?.addEventListener('devicechange', this.#tryNow);
    await this.#open();
    this.#permission = await navigator.permissions.query({ name: 'camera' }).catch(() => null);
    this.#permission?.addEventListener('change', this.#tryNow);
  }

  stop(): void {
    this.#stopChecks();
    clearTimeout(this.#retry);
    navigator.mediaDevices?.removeEventListener('devicechange', this.#tryNow);
    this.#permission?.removeEventListener('change', this.#tryNow);
    this.#close();
  }

  /** Tells that a frame arrived; `now` in ms of `performance.now()`. */
  frame(state: FrameState, now: number): void {
    this.#watch?.frame(state, now);
    if (this.#state !== 'live') this.#check();
  }

  /** The settings came or changed: opens the camera that they name, if it is another one. */
  choose(): void {
    const wanted = this.#wanted().toLowerCase();
    if (!this.#stream || this.label.toLowerCase().includes(wanted) || wanted === this.#sought) return;
    this.#sought = wanted;
    void this.#open();
  }

  readonly #tryNow = (): void => {
    if (this.#state === 'live' || this.#state === 'black') return;
    this.#failures = 0;
    void this.#open();
  };

  async #open(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    clearTimeout(this.#retry);
    this.#close();
    try {
      // Undefined on pages that are not a secure context.
      if (!navigator.mediaDevices)
        throw new DOMException('no camera access on this address', 'NotFoundError');
      this.#stream = await openCamera(navigator.mediaDevices, this.#wanted());
      this.#stream.getVideoTracks()[0]?.addEventListener('ended', () => this.#lose('lost'));
      this.#watch = new CameraWatch(performance.now());
      this.#set('starting', this.#stream);
    } catch (error) {
      this.#lose(stateOf(error));
    } finally {
      this.#opening = false;
    }
  }

  #check(): void {
    const now = performance.now();
    if (!this.#isRead()) this.#watch?.unread(now);
    const state = this.#watch?.state(now);
    if (!state || state === this.#state) return;
    if (state === 'lost' || state === 'frozen') {
      this.#lose(state);
    } else {
      if (state === 'live') this.#failures = 0;
      this.#set(state, null);
    }
  }

  #lose(state: CameraState): void {
    this.#close();
    this.#set(state, null);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#open(), Math.min(500 * 2 ** this.#failures++, 5000));
  }

  #close(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#watch = null;
  }

  #set(state: CameraState, stream: MediaStream | null): void {
    if (state === this.#state && !stream) return;
    // While a lost camera is tried again, the visitor keeps reading why nothing happens.
    const retrying = state === 'starting' && this.#state !== 'starting';
    if (!retrying) this.#state = state;
    this.#onState(this.#state, stream);
  }
}

function stateOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  // Another program holds it; on Linux also a camera whose driver fails, which ends the same way.
  if (name === 'NotReadableError') return 'busy';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent';
  return 'lost';
}
