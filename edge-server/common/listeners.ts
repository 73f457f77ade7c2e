/** Those who asked to be told of something. A listener must not throw. */
export class Listeners<Told extends unknown[]> {
  readonly #all = new Set<(...told: Told) => void>();

  /** Calls `listener` at each `tell`. @returns the function that ends it */
  add(listener: (...told: Told) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(...told: Told): void {
    // A copy: a listener may end itself or another one.
    for (const listener of [...this.#all]) listener(...told);
  }
}
