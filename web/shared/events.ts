import { ServerEvent } from '../../edge-server/contract/events.ts';

/** `connecting` until the first answer; `away` when the stream broke or was refused, until it is open again. */
export type StreamState = 'connecting' | 'ok' | 'away';

export interface ServerListener {
  event(event: ServerEvent): void;
  state(state: StreamState): void;
}

/** What a test replaces. */
export interface ServerEventsOptions {
  url?: string;
  open?: (url: string) => EventSource;
  /** Resolves when the server answers, rejects when it does not. */
  probe?: () => Promise<unknown>;
}

const TYPES = ServerEvent.options.map(({ shape }) => shape.type.value);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** A stream this long without an event may be a dead connection that nobody closed. */
const SILENCE_MS = 15_000;
const PROBE_LIMIT_MS = 4000;

/**
 * The server's events, for as long as the page lives.
 *
 * The browser's own reconnecting gives up for good on an error status, so it is not used: each break closes the
 * stream, says `away`, and opens a new one after a pause that doubles up to 5 s. A stream that has been silent
 * for 15 s is probed, since a pulled cable closes nothing; a probe that fails counts as a break. Events
 * that do not parse are logged once for each type and dropped: an older page must outlive a newer server.
 */
export class ServerEvents {
  readonly #listener: ServerListener;
  readonly #url: string;
  readonly #open: (url: string) => EventSource;
  readonly #probe: () => Promise<unknown>;
  readonly #unknown = new Set<string>();
  #source: EventSource | undefined;
  #reopening: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST_PAUSE_MS;
  /** Id of the last event, with which the next stream goes on. */
  #last = '';

  constructor(listener: ServerListener, options: ServerEventsOptions = {}) {
    this.#listener = listener;
    this.#url = options.url ?? '/api/events';
    this.#open = options.open ?? ((url) => new EventSource(url));
    this.#probe = options.probe ?? probeHealth;
  }

  /** Opens the stream; once. */
  start(): void {
    this.#listener.state('connecting');
    this.#connect();
  }

  stop(): void {
    clearTimeout(this.#reopening);
    this.#close();
  }

  #connect(): void {
    // Its own header would be sent by the browser's own reconnecting only.
    const joint = this.#url.includes('?') ? '&' : '?';
    const source = this.#open(this.#last ? `${this.#url}${joint}last_event_id=${this.#last}` : this.#url);
    this.#source = source;
    source.onopen = () => {
      this.#pause = FIRST_PAUSE_MS;
      this.#heard();
      this.#listener.state('ok');
    };
    source.onerror = () => this.#broke(source);
    for (const type of TYPES) source.addEventListener(type, (message) => this.#receive(type, message));
  }

  #receive(type: string, message: MessageEvent<string>): void {
    this.#heard();
    if (message.lastEventId) this.#last = message.lastEventId;
    const parsed = ServerEvent.safeParse(read(type, message.data));
    if (parsed.success) {
      this.#listener.event(parsed.data);
    } else if (!this.#unknown.has(type)) {
      this.#unknown.add(type);
      console.warn(`an event "${type}" was not understood: reload this page`, parsed.error);
    }
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => void this.#onSilence(), SILENCE_MS);
  }

  async #onSilence(): Promise<void> {
    const source = this.#source;
    try {
      await this.#probe();
      if (source && source === this.#source) this.#heard();
    } catch {
      if (source) this.#broke(source);
    }
  }

  #broke(source: EventSource): void {
    if (source !== this.#source) return;
    this.#close();
    this.#listener.state('away');
    this.#reopening = setTimeout(() => this.#connect(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #close(): void {
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = undefined;
  }
}

/** An event's data as an object with its type; undefined, which no schema takes, when it is not JSON. */
function read(type: string, data: string): unknown {
  try {
    const body: unknown = JSON.parse(data);
    return typeof body === 'object' ? { ...body, type } : undefined;
  } catch {
    return undefined;
  }
}

/** Any answer will do: a server that is not well is still there. */
async function probeHealth(): Promise<void> {
  await fetch('/api/health', { signal: AbortSignal.timeout(PROBE_LIMIT_MS), cache: 'no-store' });
}
