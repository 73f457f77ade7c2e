/** Says what happens and when, in seconds since the start. */
export class Journal {
  readonly #start = performance.now();
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  say(what: string): void {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(3);
    this.#print(`${seconds.padStart(9)} ${what}`);
  }
}
