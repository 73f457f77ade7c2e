/** Without anybody there for so long, ms, the output is closed: an open one costs CPU all day, silent as it is. */
const REST_MS = 30_000;

/** What rests: an audio output. */
export interface Restful {
  suspend(): Promise<void>;
  resume(): Promise<void>;
}

/**
 * Closes the output while nobody is there to hear it. It is opened when somebody comes and not when the first sound is due,
 * since some outputs swallow the first half second.
 */
export class SoundRest {
  readonly #output: () => Restful | null;
  readonly #after: (ms: number, work: () => void) => () => void;
  #somebody = false;
  #cancel: () => void = () => undefined;

  /** @param output null before the first sound @param after does the work once, until the returned function is called */
  constructor(output: () => Restful | null, after: (ms: number, work: () => void) => () => void) {
    this.#output = output;
    this.#after = after;
  }

  /** Somebody stands before the kiosk, or nobody any more. */
  attend(somebody: boolean): void {
    this.#somebody = somebody;
    this.#cancel();
    // A browser that lets no page sound says so again by the sound itself.
    if (somebody)
      this.#output()
        ?.resume()
        .catch(() => undefined);
    else this.#later();
  }

  /** A sound begins, which may be one for staff with nobody there. */
  sounds(): void {
    if (!this.#somebody) this.#later();
  }

  #later(): void {
    this.#cancel();
    this.#cancel = this.#after(REST_MS, () => {
      this.#output()
        ?.suspend()
        .catch(() => undefined);
    });
  }
}
