import type { Clock } from '../clock/clock.ts';

/** s between the press, as its sender's clock has it, and now: later the visitor may be another one. */
const MOST_S = 5;

export interface DoorButtonOptions {
  clock: Clock;
  /** Lets somebody in, as staff do; rejects when nothing could be stored. @returns why the door did not open, or null */
  open: () => Promise<string | null>;
  /** A press that opened nothing, with why. */
  onRefused: (why: string) => void;
}

/**
 * The opt-in button that opens the door by a message (`KF99_MQTT_DOOR=on`). The message is the time of the press in Unix
 * seconds: one that was held up on its way, is kept by the broker or comes twice opens nothing.
 */
export class DoorButton {
  readonly #options: DoorButtonOptions;
  /** The last press that was taken, in Unix seconds. */
  #last = 0;
  #opening = false;

  constructor(options: DoorButtonOptions) {
    this.#options = options;
  }

  /** @param payload of the message; @param retained whether the broker had kept it */
  pressed(payload: string, retained: boolean): void {
    const { clock, onRefused } = this.#options;
    const why = this.#refusal(payload, retained, clock.now().getTime() / 1000);
    if (why !== null) {
      onRefused(why);
    } else {
      this.#last = Number(payload);
      void this.#open();
    }
  }

  async #open(): Promise<void> {
    const { open, onRefused } = this.#options;
    this.#opening = true;
    try {
      const why = await open();
      if (why !== null) onRefused(why);
    } catch (error) {
      onRefused(error instanceof Error ? error.message : String(error));
    } finally {
      this.#opening = false;
    }
  }

  #refusal(payload: string, retained: boolean, now: number): string | null {
    if (retained) return 'the broker had kept the press: send it without the retain flag';
    if (!/^\d{1,12}$/.test(payload)) return 'send the time of the press as Unix seconds';
    const age = now - Number(payload);
    if (Math.abs(age) > MOST_S) {
      return `the press is ${Math.round(age)} s old: set the clocks of both machines by a time server`;
    }
    if (Number(payload) <= this.#last) return 'the press had come already';
    if (this.#opening) return 'the door is being opened';
    return null;
  }
}
