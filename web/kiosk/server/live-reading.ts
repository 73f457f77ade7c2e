import { type ReadonlySignal, signal } from '@preact/signals';
import type { Reading } from '../../../edge-server/contract/index.ts';

/**
 * The newest reading. It goes when none has followed for as long as the site believes one, whatever the server says:
 * a distance that stands still would tell the visitor to move on and on.
 */
export class LiveReading {
  readonly #shown = signal<Reading | null>(null);
  readonly #staleMs: () => number;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(staleMs: () => number) {
    this.#staleMs = staleMs;
  }

  get shown(): ReadonlySignal<Reading | null> {
    return this.#shown;
  }

  take(reading: Reading): void {
    this.#shown.value = reading;
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.clear(), this.#staleMs());
  }

  clear(): void {
    clearTimeout(this.#end);
    this.#shown.value = null;
  }
}
