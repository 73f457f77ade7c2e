import { type ReadonlySignal, signal } from '@preact/signals';
import type { ScreenPairing } from '../../../edge-server/contract/access.ts';
import { ApiError } from '../../shared/call.ts';
import type { ServerLink } from './state.ts';

/** What an unpaired screen shows: the digits, the minutes that they hold, and where the first admin is set up; or that there are none to be had. */
export type PairingCode =
  | {
      at: 'shown';
      code: string;
      minutes: number;
      setUp: Extract<ScreenPairing, { state: 'shown' }>['set_up'];
    }
  | { at: 'none' };

const EVERY_MS = 3000;

/**
 * Asks for the code that an unpaired screen shows, every 3 s until an admin typed it; the same request that finds that
 * out brings the cookie. Nothing is asked while the page is paired.
 */
export class PairingClient {
  readonly #ask: () => Promise<ScreenPairing>;
  readonly #link: Pick<ServerLink, 'answered'>;
  readonly #code = signal<PairingCode | null>(null);
  #asking: ReturnType<typeof setInterval> | undefined;

  /** @param ask has a time limit of its own */
  constructor(ask: () => Promise<ScreenPairing>, link: Pick<ServerLink, 'answered'>) {
    this.#ask = ask;
    this.#link = link;
  }

  /** Null until the first answer. */
  get code(): ReadonlySignal<PairingCode | null> {
    return this.#code;
  }

  /** The page is not paired: the first question at once; or it is, and there is nothing to ask. */
  follow(paired: boolean): void {
    if (!paired) {
      this.#asking ??= setInterval(() => void this.#once(), EVERY_MS);
      void this.#once();
      return;
    }
    clearInterval(this.#asking);
    this.#asking = undefined;
    this.#code.value = null;
  }

  async #once(): Promise<void> {
    try {
      const answer = await this.#ask();
      if (this.#asking === undefined) return;
      if (answer.state === 'paired') this.#link.answered();
      else {
        this.#code.value = {
          at: 'shown',
          code: answer.code,
          minutes: Math.max(1, Math.ceil(answer.expires_in_s / 60)),
          setUp: answer.set_up,
        };
      }
    } catch (error) {
      // A server that is away has said nothing about the code; one that refuses has none for this screen.
      if (error instanceof ApiError && error.code === 'too_busy') this.#code.value = { at: 'none' };
    }
  }
}
