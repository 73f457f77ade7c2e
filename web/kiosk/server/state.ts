import { type ReadonlySignal, signal } from '@preact/signals';
import { ApiError } from '../../shared/call.ts';
import type { StreamState } from '../../shared/events.ts';

/** Whether the page's own server answers, and takes this browser for its kiosk. */
export type ServerState = StreamState | 'not_paired';

/**
 * The server as the event stream and the answers to requests show it. An unpaired page is refused the event stream,
 * too: why matters more than that it is away, so only a stream or an answer that came ends `not_paired`.
 */
export class ServerLink {
  readonly #state = signal<ServerState>('connecting');

  get state(): ReadonlySignal<ServerState> {
    return this.#state;
  }

  /** The event stream's state changed. */
  stream(state: StreamState): void {
    if (state === 'ok' || this.#state.value !== 'not_paired') this.#state.value = state;
  }

  /** The server took a request of the kiosk. */
  answered(): void {
    if (this.#state.value === 'not_paired') this.#state.value = 'ok';
  }

  /** A request failed. */
  failed(error: unknown): void {
    if (error instanceof ApiError && error.code === 'not_paired') this.#state.value = 'not_paired';
  }
}
