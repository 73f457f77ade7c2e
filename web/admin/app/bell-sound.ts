import { signal } from '@preact/signals';

/** s of one ring, Hz of its two tones, and the loudest gain. */
const TONE_S = 0.22;
const TONES_HZ = [880, 660, 880, 660];
const GAIN = 0.4;
const VIBRATION_MS = [300, 120, 300];
/**
 * What a touch is, for a browser that keeps pages silent until one. Its end, not its beginning: the sentence that asks for
 * it goes with it, and would take the button from under the finger.
 */
const GESTURES = ['click', 'keydown'] as const;

/**
 * The sound of a call. Browsers keep a page silent until somebody has touched it:
 *
 *   silent ── a touch of the page ──► ready ⇄ the browser takes the sound away (`suspended`): silent again
 */
export class BellSound {
  /** The browser plays nothing of this page now. */
  readonly silent = signal(true);
  #context: AudioContext | null = null;
  #onReady: () => void = () => undefined;
  /** Somebody wants to hear it, as soon as it can be heard. */
  #wanted = false;

  /** @param onReady the first touch, or the sound comes back: whatever rings may be heard now */
  start(onReady: () => void): void {
    this.#onReady = onReady;
    for (const gesture of GESTURES) addEventListener(gesture, this.#touched, { capture: true });
    if (navigator.userActivation?.hasBeenActive) this.#touched();
  }

  stop(): void {
    for (const gesture of GESTURES) removeEventListener(gesture, this.#touched, { capture: true });
    void this.#context?.close();
    this.#context = null;
    this.silent.value = true;
  }

  /** Rings once for somebody who touched the page for it; the browser may take a moment after the touch. */
  test(): void {
    this.#wanted = this.silent.value;
    this.ring();
  }

  /** Rings once, and shakes a phone; nothing where the browser does not let it. */
  ring(): void {
    // Before a touch the browser refuses both, and says so in its log each time.
    if (this.silent.value) return;
    navigator.vibrate?.(VIBRATION_MS);
    const context = this.#context;
    if (context === null) return;
    const gain = context.createGain();
    gain.connect(context.destination);
    const begin = context.currentTime;
    const end = begin + TONES_HZ.length * TONE_S;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(GAIN, begin + 0.02);
    gain.gain.setValueAtTime(GAIN, end - 0.05);
    gain.gain.linearRampToValueAtTime(0, end);
    const tone = context.createOscillator();
    for (const [n, hz] of TONES_HZ.entries()) tone.frequency.setValueAtTime(hz, begin + n * TONE_S);
    tone.connect(gain);
    tone.onended = () => gain.disconnect();
    tone.start(begin);
    tone.stop(end);
  }

  readonly #touched = (): void => {
    const context = this.#context ?? new AudioContext();
    if (this.#context === null) {
      this.#context = context;
      context.addEventListener('statechange', () => this.#look(context));
    }
    if (context.state !== 'running') context.resume().catch(() => undefined);
    this.#look(context);
  };

  #look(context: AudioContext): void {
    const silent = context.state !== 'running';
    if (silent === this.silent.value) return;
    this.silent.value = silent;
    if (silent) return;
    if (this.#wanted) this.test();
    this.#onReady();
  }
}
