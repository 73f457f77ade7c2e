import { type ReadonlySignal, signal } from '@preact/signals';

/** Staff let a visitor in: whatever the screen said before, it says so for as long as any other result. */
export class Welcome {
  readonly #shown = signal(false);
  #end: ReturnType<typeof setTimeout> | undefined;

  get shown(): ReadonlySignal<boolean> {
    return this.#shown;
  }

  greet(ms: number): void {
    this.#shown.value = true;
    clearTimeout(this.#end);
    this.#end = setTimeout(() => {
      this.#shown.value = false;
    }, ms);
  }
}
