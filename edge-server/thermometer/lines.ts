/** Longest line of the protocol is 74 bytes; what grows beyond this is noise. */
const LIMIT = 120;

/**
 * Cuts a byte stream into lines, at CR or LF, in bounded memory: the rest of an overlong line is skipped and
 * counted. Bytes are taken as Latin-1, so that a broken byte stays one character for the CRC to refuse.
 */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #onOverlong: () => void;
  #rest = '';
  #skipping = false;

  constructor(onLine: (line: string) => void, onOverlong: () => void) {
    this.#onLine = onLine;
    this.#onOverlong = onOverlong;
  }

  push(chunk: Buffer): void {
    const parts = chunk.toString('latin1').split(/[\r\n]+/);
    const last = parts.length - 1;
    for (const [index, part] of parts.entries()) {
      if (!this.#skipping) this.#take(part);
      if (index === last) return;
      if (!this.#skipping && this.#rest !== '') this.#onLine(this.#rest);
      this.#rest = '';
      this.#skipping = false;
    }
  }

  #take(part: string): void {
    if (this.#rest.length + part.length <= LIMIT) {
      this.#rest += part;
      return;
    }
    this.#rest = '';
    this.#skipping = true;
    this.#onOverlong();
  }
}
