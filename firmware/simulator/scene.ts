/** What stands before the sensor. Temperatures in °C, distance in mm, times in ms. */
export interface View {
  object: number;
  ambient: number;
  distance: number;
}

const ROOM = 24;
const SKIN = 36.6;
const WALL_MM = 1500;
const VISITOR_MM = 150;
/** A person steps up within about a second: first order, 63 % after this long. */
const APPROACH_MS = 220;
/** Noise of one reading, 1 sigma: the NETD of the standard 90° part (Melexis MLX90614 datasheet, section 8). */
const NOISE_C = 0.06;
const NOISE_MM = 4;

/**
 * A room with a wall, and now and then a visitor in front of it. The view moves towards its target like a
 * person stepping up and a sensor settling, with noise from a seeded generator, so that a run in virtual time
 * repeats exactly.
 */
export class Scene {
  /** Skin temperature of the next visitor. */
  skin = SKIN;
  ambient = ROOM;
  /** Drift of the sensor in °C a second, a fault to switch on. */
  drift = 0;
  noise = NOISE_C;
  #present = false;
  #object = ROOM;
  #distance = WALL_MM;
  #drifted = 0;
  #at = 0;
  #seed: number;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  setVisitor(present: boolean): void {
    this.#present = present;
  }

  /** The view at `now`, which must not run backwards. */
  view(now: number): View {
    const dt = Math.max(0, now - this.#at);
    this.#at = now;
    const keep = Math.exp(-dt / APPROACH_MS);
    const target = this.#present ? this.skin : this.ambient;
    this.#object = target + (this.#object - target) * keep;
    const mm = this.#present ? VISITOR_MM : WALL_MM;
    this.#distance = mm + (this.#distance - mm) * keep;
    this.#drifted += (this.drift * dt) / 1000;
    return {
      object: this.#object + this.#drifted + this.noise * this.#normal(),
      ambient: this.ambient + 0.01 * this.#normal(),
      distance: Math.max(20, this.#distance + NOISE_MM * this.#normal()),
    };
  }

  /** Standard normal by Box and Muller over xorshift32. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(this.#uniform())) * Math.cos(2 * Math.PI * this.#uniform());
  }

  #uniform(): number {
    let x = this.#seed | 0 || 1;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#seed = x;
    return ((x >>> 0) + 1) / 4294967297;
  }
}
