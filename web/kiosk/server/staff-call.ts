import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallBody, CallState as ServerCallState } from '../../../edge-server/contract/call.ts';

/**
 * The visitor's call for staff. What it says of staff is what the server knows (`call_state`).
 *
 * - `none`: nobody calls. A touch of the button → `calling`.
 * - `calling`: the server is being told, and tells staff, at most 8 s. They were told → `called`, else → `failed`.
 * - `called`: the screen says that staff have been called. A page or a phone of theirs has the call.
 * - `answered`: somebody acknowledged it.
 * - `unanswered`: nobody did in time; the screen says what to do instead. An answer may still come.
 * - `failed`: it says that the visitor must speak to somebody. Ends by itself after 20 s.
 *
 * All but `calling` end by the visitor's touch, or by `end()`, which comes from the visit: staff let the visitor in, or
 * the visitor has gone. While a call is open the visit stands still (`VisitState`).
 */
export type CallState = 'none' | 'calling' | 'called' | 'answered' | 'unanswered' | 'failed';

const SHOWN_MS = 20_000;

/** What the screen says to each state of the server's. */
const SHOWN = {
  none: null,
  telling: null,
  told: 'called',
  untold: 'failed',
  answered: 'answered',
  unanswered: 'unanswered',
} as const satisfies Record<ServerCallState, CallState | null>;

export class StaffCall {
  readonly #state = signal<CallState>('none');
  readonly #send: (body: CallBody) => Promise<ServerCallState>;
  /** Which call this is: an answer to one that has ended says nothing about the next. */
  #call = 0;
  #end: ReturnType<typeof setTimeout> | undefined;

  /** @param send tells the server and answers what staff know; has a time limit of its own */
  constructor(send: (body: CallBody) => Promise<ServerCallState>) {
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
      const state = await this.#send(body);
      // A call that the server knows nothing of has reached nobody.
      if (call === this.#call) this.#show(SHOWN[state] ?? 'failed');
    } catch {
      // Whatever kept the call from staff, the visitor has to be told the same.
      if (call === this.#call) this.#show('failed');
    }
  }

  /** The server tells how the call goes on; before its answer that says nothing of this call. */
  heard(state: ServerCallState): void {
    const shown = SHOWN[state];
    if (shown === null || this.#state.value === 'none' || this.#state.value === 'calling') return;
    this.#show(shown);
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

  #show(state: Exclude<CallState, 'none'>): void {
    clearTimeout(this.#end);
    this.#state.value = state;
    if (state === 'failed') this.#end = setTimeout(() => this.end(), SHOWN_MS);
  }
}
