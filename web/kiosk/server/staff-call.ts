import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallBody } from '../../../edge-server/contract/events.ts';

/**
 * The visitor's call for staff.
 *
 * - `none`: nobody calls. A touch of the button → `calling`.
 * - `calling`: the server is being told, at most 5 s. Told → `called`, else → `failed`.
 * - `called`: the screen says that staff are coming. Ends by the visitor's touch, or by `end()`.
 * - `failed`: it says that the visitor must speak to somebody. Ends by a touch, after 20 s, or by `end()`.
 *
 * `end()` comes from the visit: staff let the visitor in, or the visitor has gone. While a call is open the visit
 * stands still (`VisitState`).
 */
export type CallState = 'none' | 'calling' | 'called' | 'failed';

const SHOWN_MS = 20_000;

export class StaffCall {
  readonly #state = signal<CallState>('none');
  readonly #send: (body: CallBody) => Promise<void>;
  /** Which call this is: an answer to one that has ended says nothing about the next. */
  #call = 0;
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
    const call = ++this.#call;
    this.#state.value = 'calling';
    try {
      await this.#send(body);
      if (call === this.#call) this.#state.value = 'called';
    } catch {
      if (call !== this.#call) return;
      // Whatever kept the call from staff, the visitor has to be told the same.
      this.#state.value = 'failed';
      this.#end = setTimeout(() => this.end(), SHOWN_MS);
    }
  }

  /** The visitor touched 'back'; a call that goes out is not taken back. */
  dismiss(): void {
    if (this.#state.value !== 'calling') this.end();
  }

  /** The call is over, however far it had come. */
  end(): void {
    if (this.#state.value === 'none') return;
    clearTimeout(this.#end);
    this.#call += 1;
    this.#state.value = 'none';
  }
}
