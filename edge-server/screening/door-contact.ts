import type { Clock } from '../clock/clock.ts';
import type { DoorContactState, Settings } from '../contract/index.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';

/** ms after a pulse in which whoever was let in may open the door. */
const PULSED_MS = 15_000;

export interface DoorContactOptions {
  clock: Clock;
  settings: () => Settings;
  thermometer: Pick<Thermometer, 'status'>;
  /** The state is another one than before. */
  onChange: (state: DoorContactState) => void;
}

/**
 * The door as the contact on the thermometer's board tells.
 *
 *   off       the site has none (`doorContact`).
 *   unknown   the board does not tell: it is away, or silent. What happens meanwhile is not known, and no alarm.
 *   closed    ── opens within 15 s of a pulse, or where anybody may open it ──► open
 *             ── opens otherwise, where only the kiosk opens it (`forced`) ──► forced
 *   open      ── for longer than `doorOpenSeconds` ──► left_open
 *   forced    stays until the door is closed.
 *   each of the last three ── closes ──► closed
 *
 * A door that is first seen open is `open`: nobody knows who opened it.
 */
export class DoorContact {
  readonly #options: DoorContactOptions;
  #state: DoorContactState = 'off';
  #openedAt = 0;
  #pulsedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DoorContactOptions) {
    this.#options = options;
  }

  get state(): DoorContactState {
    return this.#state;
  }

  /** The board took a pulse. */
  pulsed(): void {
    this.#pulsedAt = this.#options.clock.monotonic();
  }

  /** Looks at what the board tells; called with each reading and each beat. */
  look(): void {
    const before = this.#state;
    const state = this.#next(before);
    if (state === before) return;
    if (state === 'open' || state === 'forced') this.#openedAt = this.#options.clock.monotonic();
    this.#state = state;
    this.#options.onChange(state);
  }

  #next(before: DoorContactState): DoorContactState {
    const { clock, settings, thermometer } = this.#options;
    const { doorContact, doorOpenSeconds } = settings();
    if (doorContact === 'none') return 'off';
    const open = thermometer.status().doorOpen;
    if (open === null) return 'unknown';
    if (!open) return 'closed';
    const now = clock.monotonic();
    switch (before) {
      case 'closed':
        return doorContact === 'forced' && now - this.#pulsedAt > PULSED_MS ? 'forced' : 'open';
      case 'open':
        return now - this.#openedAt > doorOpenSeconds * 1000 ? 'left_open' : 'open';
      case 'left_open':
      case 'forced':
        return before;
      case 'off':
      case 'unknown':
        return 'open';
    }
  }
}
