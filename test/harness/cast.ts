import { cutOut } from './cutout.ts';
import { decodePicture, type Picture } from './image/picture.ts';
import { hand, type PersonName, people, type SourceName } from './people.ts';
import { Actor } from './person.ts';

/** The people and things that were loaded for some scenarios. */
export class Cast {
  readonly #jpegs: ReadonlyMap<SourceName, readonly Uint8Array[]>;
  readonly #actors = new Map<PersonName, Actor>();
  #hand: Promise<Picture> | undefined;

  /** `jpegs` are the source frames of each. */
  constructor(jpegs: ReadonlyMap<SourceName, readonly Uint8Array[]>) {
    this.#jpegs = jpegs;
    for (const name of Object.keys(people) as PersonName[]) {
      const frames = jpegs.get(name);
      if (frames) this.#actors.set(name, new Actor(name, frames));
    }
  }

  actor(name: PersonName): Actor {
    const actor = this.#actors.get(name);
    if (!actor) throw new Error(`Cast: the frames of ${name} were not loaded.`);
    return actor;
  }

  /** The hand, cut out. */
  hand(): Promise<Picture> {
    const frame = this.#jpegs.get('hand')?.[0];
    if (!frame) throw new Error('Cast: the frame of the hand was not loaded.');
    this.#hand ??= decodePicture(frame).then((picture) => cutOut(picture, hand.matte));
    return this.#hand;
  }
}
