import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallBody } from '../../../edge-server/contract/events.ts';

/**
 * The visitor's call for staff.
 *
 * - `none`: nobody calls. A touch of the button → `calling`.
 * - `calling`: the server is being told, at most 5 s. Told → `called`, else → `failed`.
 * - `called`: the screen says that staff are coming; `failed`: that the visitor must speak to somebody. Both end
 *   by the visitor's touch or after 20 s. What a check does meanwhile goes on behind it.
 */
export type CallState = 'none' | 'calling' | 'called' | 'failed';

const SHOWN_MS = 20_000;

export class StaffCall {
  readonly #state = signal<CallState>('none');
  readonly #send: (body: CallBody) => Promise<void>;
  #end: ReturnType<typeof setTimeout> | undefined;

  /** @param send tells the server; has a time limit of its own */
  constructor(send: (body: CallBody) => Promise<void>) {
    this.#send = send;
  }

  get state(): ReadonlySignal<CallState> {
    return this.#state;
  }

  /** Calls staff, unless a call is under way or on the screen. */
  async call(body: CallBody): Promise<void> {
    if (this.#state.value !== 'none') return;
    this.#state.value = 'calling';
    try {
      await this.#send(body);
      this.#state.value = 'called';
    } catch {
      // Whatever kept the call from staff, the visitor has to be told the same.
      this.#state.value = 'failed';
    }
    this.#end = setTimeout(() => this.dismiss(), SHOWN_MS);
  }

  /** Back to the check. */
  dismiss(): void {
    if (this.#state.value === 'calling') return;
    clearTimeout(this.#end);
    this.#state.value = 'none';
  }
}
