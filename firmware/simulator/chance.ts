/** A seeded generator, so that a run in virtual time repeats exactly. */
export class Chance {
  #seed: number;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  /** Over 0 and up to 1, by xorshift32. */
  uniform(): number {
    let x = this.#seed | 0 || 1;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#seed = x;
    return ((x >>> 0) + 1) / 4294967297;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.uniform();
  }

  /** By Box and Muller. */
  normal(mean = 0, deviation = 1): number {
    const unit = Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
    return mean + deviation * unit;
  }
}
