import { Chance } from './chance.ts';
import { mixed, shareInView } from './field-of-view.ts';
import type { Person } from './people.ts';

/** What stands before the sensor. Temperatures in °C, distance in mm, times in ms. */
export interface View {
  object: number;
  ambient: number;
  distance: number;
}

const ROOM = 24;
const WALL_MM = 1500;
/** Somebody ordinary who has been indoors for a while. */
const USUAL: Person = { body: 36.6, skin: 34.2, distance: 150 };
/** A head is about 15 cm wide; forehead, face and hair are one disc of one temperature here. */
const HEAD_RADIUS_MM = 75;
/** Steketee, Phys. Med. Biol. 18:686, 1973: 0.98 ± 0.01, whatever the colour of the skin. */
const EMISSIVITY = 0.98;
/** Degrees; the part with a narrow view that the wiring page recommends (MLX90614xCF). */
const NARROW_VIEW = 10;
/** A person steps up within about a second: first order, 63 % after this long. */
const APPROACH_MS = 220;
/** Noise of one reading, 1 sigma: the NETD of the standard 90° part (Melexis MLX90614 datasheet, section 8). */
const NOISE_C = 0.06;
const NOISE_MM = 4;

/**
 * A room with a wall, and now and then a visitor in front of it. What the sensor sees moves towards its target like a
 * person stepping up and a sensor settling, with noise from a seeded generator.
 */
export class Scene {
  /** Who comes next, or stands there. */
  person: Person = USUAL;
  /** Where people come from; null brings `person` again. */
  people: (() => Person) | null = null;
  ambient = ROOM;
  /** Field of view of the sensor, degrees. */
  fieldOfView = NARROW_VIEW;
  /** What the sensor shows too much, °C. */
  bias = 0;
  /** Drift of the sensor in °C a second, a fault to switch on. */
  drift = 0;
  noise = NOISE_C;
  #present = false;
  #object = ROOM;
  #distance = WALL_MM;
  #drifted = 0;
  #at = 0;
  readonly #chance: Chance;

  constructor(seed = 1) {
    this.#chance = new Chance(seed);
  }

  /** Skin of the visitor, °C. */
  set skin(celsius: number) {
    this.person = { ...this.person, skin: celsius };
  }

  setVisitor(present: boolean): void {
    if (present && !this.#present && this.people !== null) this.person = this.people();
    this.#present = present;
  }

  /** What a sensor without noise shows of the visitor who stands still: skin, and what of the wall is in its view. */
  get seen(): number {
    const { skin, distance } = this.person;
    const share = EMISSIVITY * shareInView(this.fieldOfView, HEAD_RADIUS_MM, distance);
    // The rest of the view is wall, and what skin does not emit it reflects of the room.
    const parts = [
      { share, celsius: skin },
      { share: 1 - share, celsius: this.ambient },
    ];
    return mixed(parts) + this.bias;
  }

  /** The view at `now`, which must not run backwards. */
  view(now: number): View {
    const dt = Math.max(0, now - this.#at);
    this.#at = now;
    const keep = Math.exp(-dt / APPROACH_MS);
    const target = this.#present ? this.seen : this.ambient + this.bias;
    this.#object = target + (this.#object - target) * keep;
    const mm = this.#present ? this.person.distance : WALL_MM;
    this.#distance = mm + (this.#distance - mm) * keep;
    this.#drifted += (this.drift * dt) / 1000;
    return {
      object: this.#object + this.#drifted + this.noise * this.#chance.normal(),
      ambient: this.ambient + 0.01 * this.#chance.normal(),
      distance: Math.max(20, this.#distance + NOISE_MM * this.#chance.normal()),
    };
  }
}
