import { Chance } from './chance.ts';

/** Somebody before the sensor, °C and mm. */
export interface Person {
  /** What a clinical thermometer would show. */
  body: number;
  /** The surface of the forehead. */
  skin: number;
  /** From the sensor, while the person stands still. */
  distance: number;
}

export type Season = 'winter' | 'between' | 'summer';
export const SEASONS: readonly Season[] = ['winter', 'between', 'summer'];

/** Outside and inside in each season, °C; our choice, for a heated or cooled hall. */
export const WEATHER: Readonly<Record<Season, { outside: number; inside: number }>> = {
  winter: { outside: -3, inside: 21 },
  between: { outside: 12, inside: 22 },
  summer: { outside: 31, inside: 25 },
};

/**
 * Body: oral temperature of healthy adults, 35.73 to 37.41 °C within two deviations.
 * Geneva et al., Normal body temperature: a systematic review, Open Forum Infect. Dis. 6(4), 2019.
 */
export const BODY = { mean: 36.57, deviation: 0.42 } as const;
/**
 * How much colder a forehead is, for people who have been indoors for a while. Two studies that measured skin and made
 * no body temperature of it:
 * 1.49 ± 0.79 °C, 1020 people (T_FHCC with the black body's offset, against oral): Wang et al., Facial and oral
 * temperature data from a large set of human subject volunteers, PhysioNet 2023, doi 10.13026/3bhc-9065;
 * 3.42 ± 0.80 °C, 51 people at an entrance: Hussain et al., Sci. Rep. 11:11832, 2021 (6.15 °F, limits of agreement
 * 3.31 and 8.99 °F). `mean` is the middle; `deviation` is what differs from person to person in one room, which is what
 * is left of the first one's spread when the room's temperature is taken out of it.
 */
export const GAP = { least: 1.49, mean: 2.45, most: 3.42, deviation: 0.64 } as const;
/** Of each degree of fever that a body has, the skin shows so much (the first study, skin regressed on body). */
const FOLLOWS = 0.78;
/**
 * Just come in from -5.5 to 0 °C, foreheads are 3.43 ± 1.45 °C colder than an hour later, in a hall of 20.5 °C: Dzien
 * et al., Wien. Klin. Wochenschr. 133:331, 2021. It is scaled with how far outside is from inside, and decays with 95 s:
 * Beall et al., medRxiv 2022.01.28.22269746.
 */
const CHILL = { a_degree: 3.43 / 23.25, deviation: 0.42, decay_s: 95 } as const;
/** Seconds from the door to the sensor, share of summer's visitors that sweat, and what that cools, °C: our assumptions. */
const SINCE_DOOR = [20, 120] as const;
const SWEATING = { share: 0.3, least: 0.3, most: 1.2 } as const;
/** How far people stand from a sensor that asks for 10 to 20 cm, mm: our assumption. */
const DISTANCE = [100, 200] as const;
/** Foreheads at entrances, °C, people without a fever. */
export const SKIN = { coldest: 31, warmest: 35.5 } as const;

/** People of one season, each different, always the same ones for the same seed. */
export class People {
  readonly #chance: Chance;
  readonly #season: Season;
  readonly #gap: number;

  /** @param gap mean distance of skin to body here, °C: nobody knows which study is right for a place */
  constructor(season: Season, seed = 1, gap: number = GAP.mean) {
    this.#season = season;
    this.#chance = new Chance(seed);
    this.#gap = gap;
  }

  /** The next one; `fever` is how much warmer the body is than that person's usual, °C. */
  next(fever = 0): Person {
    const sweats = this.#season === 'summer' && this.#chance.uniform() <= SWEATING.share;
    return this.#make(fever, sweats, () => this.#chance.between(...SINCE_DOOR));
  }

  /** Somebody who has been indoors for ten minutes, as who is compared with a clinical thermometer has to be. */
  settled(): Person {
    return this.#make(0, false, () => 600);
  }

  /** Somebody settled of whom nobody would think twice: the middle of the people, for demonstrations. */
  ordinary(): Person {
    for (let tries = 1; ; tries++) {
      const person = this.settled();
      const off = Math.abs(person.skin - (BODY.mean - this.#gap));
      // Two of three are; the last try is the mean itself, so this ends.
      if (off < 0.6) return person;
      if (tries === 50) return { ...person, body: BODY.mean, skin: BODY.mean - this.#gap };
    }
  }

  #make(fever: number, sweats: boolean, sinceDoor: () => number): Person {
    const { outside, inside } = WEATHER[this.#season];
    const chance = this.#chance;
    const distance = chance.between(...DISTANCE);
    // Ends: about one person in a hundred is drawn anew in any season; the last draw is brought to the limit.
    for (let tries = 1; ; tries++) {
      const usual = chance.normal(BODY.mean, BODY.deviation);
      const gap = chance.normal(this.#gap, GAP.deviation);
      const chill = (inside - outside) * CHILL.a_degree * Math.max(0, chance.normal(1, CHILL.deviation));
      const sweat = sweats ? chance.between(SWEATING.least, SWEATING.most) : 0;
      const skin = usual - gap - chill * Math.exp(-sinceDoor() / CHILL.decay_s) - sweat;
      const likely = skin >= SKIN.coldest && skin <= SKIN.warmest;
      if (!likely && tries < 20) continue;
      const within = Math.min(SKIN.warmest, Math.max(SKIN.coldest, skin));
      return { body: usual + fever, skin: within + FOLLOWS * fever, distance };
    }
  }
}
