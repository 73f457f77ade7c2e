import type { Cast } from './cast.ts';
import { writeFrameNumber } from './frame-number.ts';
import { drawHall, HEIGHT, WIDTH } from './hall.ts';
import { drawHand } from './hand.ts';
import { copyPicture, emptyPicture, type Picture, randomFrom, smoothstep } from './image/picture.ts';
import { lightAs, openDoor } from './light.ts';
import { clothOf } from './mask/cloth.ts';
import { wearMask } from './mask/wear.ts';
import type { SourceName } from './people.ts';
import type { Placement } from './person.ts';
import { drawPrint, hangMirror, portrait } from './print.ts';
import { FPS, type Scenario, type Step, type Visitor } from './scenario.ts';

/** Who and what must be loaded for a scenario. */
export function sourcesOf({ visitors }: Scenario): SourceName[] {
  return visitors.flatMap(({ person, hand, print }) => [
    person,
    ...(hand ? ['hand' as const] : []),
    ...(print ? [print.person] : []),
  ]);
}

/** Draws the frames of one scenario. `start` once, then `frame(i)` for any frame. */
export class Scene {
  readonly #scenario: Scenario;
  readonly #cast: Cast;
  readonly #prints = new Map<Visitor, Picture>();
  #background: Picture = emptyPicture(WIDTH, HEIGHT);

  constructor(scenario: Scenario, cast: Cast) {
    this.#scenario = scenario;
    this.#cast = cast;
  }

  get length(): number {
    return Math.round(this.#scenario.duration * FPS);
  }

  async start(): Promise<void> {
    const { view, number } = this.#scenario;
    if (view === 'black') fillBlack(this.#background);
    else this.#background = await drawHall(number);
  }

  /** The frame that is shown at a place of the loop; a hung camera shows an earlier one. */
  async frame(place: number): Promise<Picture> {
    const { frozenFrom = Number.POSITIVE_INFINITY } = this.#scenario;
    const index = Math.min(place, Math.round(frozenFrom * FPS));
    const { door, light, view } = this.#scenario;
    const picture = copyPicture(this.#background);
    if (door) openDoor(picture, door, index / FPS);
    await this.#drawVisitors(picture, index);
    if (this.#scenario.mirror) {
      hangMirror(picture, copyPicture(picture), this.#scenario.mirror);
      await this.#drawVisitors(picture, index);
    }
    if (light) lightAs(light, picture, index);
    const dark = view === 'black';
    if (!dark) addNoise(picture, index, light === 'night' ? NIGHT_NOISE : 1);
    writeFrameNumber(picture, { scenario: this.#scenario.number, frame: index }, dark ? 64 : 235);
    return picture;
  }

  async #drawVisitors(picture: Picture, index: number): Promise<void> {
    for (const visitor of this.#scenario.visitors) await this.#drawVisitor(picture, visitor, index);
  }

  async #drawVisitor(picture: Picture, visitor: Visitor, index: number): Promise<void> {
    const steps = placementAt(visitor.way, index / FPS);
    if (!steps) return;
    const actor = this.#cast.actor(visitor.person);
    const place = actor.isStill || visitor.sways ? sway(steps, index / FPS) : steps;
    const source = actor.sourceIndex(index);
    const cutout = await actor.cutout(source);
    const body = actor.draw(picture, cutout, place);
    const face = actor.landmarks(source, place, cutout, picture.height);
    if (visitor.mask) {
      const { kind, wear } = visitor.mask;
      wearMask(picture, body, face, await clothOf(kind), kind, wear);
    }
    if (visitor.print) {
      this.#prints.set(visitor, this.#prints.get(visitor) ?? (await portrait(this.#cast, visitor.print)));
      drawPrint(picture, face, visitor.print.on, this.#prints.get(visitor)!);
    }
    if (visitor.hand) {
      drawHand(picture, body, face, await this.#cast.hand(), visitor.hand, await clothOf('surgical'));
    }
  }
}

/** Height of the bob of a step, px, and its length, px of way. */
const BOB = 5;
const STRIDE = 340;

/** Where a visitor is at a time (s); undefined before the first and after the last step of the way. */
export function placementAt(way: readonly Step[], time: number): Placement | undefined {
  const next = way.findIndex((step) => step.at > time);
  if (next <= 0) return undefined;
  const from = way[next - 1]!;
  const to = way[next]!;
  const t = smoothstep(from.at, to.at, time);
  const between = (a: number, b: number) => a + (b - a) * t;
  const x = between(from.x, to.x);
  const walked = Math.abs(x - to.x);
  return {
    x,
    y: between(from.y ?? 0, to.y ?? 0) + BOB * (1 - Math.cos((walked / STRIDE) * 2 * Math.PI)) * 0.5,
    scale: between(from.scale ?? 1, to.scale ?? 1),
  };
}

/** Nobody stands quite still: the motion of those who come from a photo, or whose clip shows them seated. */
function sway({ x, y, scale }: Placement, time: number): Placement {
  const wave = (seconds: number) => Math.sin((time / seconds) * 2 * Math.PI);
  return {
    x: x + 3 * wave(3.1) + wave(1.3),
    y: y + 2 + 2 * wave(2.3),
    scale: scale * (1 + 0.012 * wave(4.7)),
  };
}

function fillBlack({ data }: Picture): void {
  for (let i = 0; i < data.length; i += 4) data.fill(3, i, i + 3);
}

/** Noise reaches 1.5 times this many grey levels. */
const NOISE_LEVEL = 4;
/** Times as much at night, when the camera amplifies what light there is. */
const NIGHT_NOISE = 3;

/** A table of grey noise (a normal distribution, nearly), read from another place for each frame. */
const NOISE_BITS = 16;
const NOISE = (() => {
  const random = randomFrom(99);
  return Int8Array.from(
    { length: 1 << NOISE_BITS },
    () => (random() + random() + random() - 1.5) * NOISE_LEVEL,
  );
})();

/** The sensor's noise, the same in all three colours. */
function addNoise({ data }: Picture, index: number, times: number): void {
  let at = index * 40503 + 17;
  for (let i = 0; i < data.length; i += 4) {
    const grain = times * NOISE[at++ & ((1 << NOISE_BITS) - 1)]!;
    data[i]! += grain;
    data[i + 1]! += grain;
    data[i + 2]! += grain;
  }
}
