import { type Frame, frameBytes, frameFromI420 } from '../../../../models/pipeline/frame.ts';

/** Small frames: four pixels a cell along each side, all of which the detector reads. */
const WIDTH = 256;
const HEIGHT = 192;
export const FPS = 10;

/** What goes on in a room, apart from people; everything by shares of the frame and seconds. */
export interface Room {
  seed: number;
  /** Light, 0 to 1: at night little, and the camera amplifies noise (standard deviation, grey levels). */
  light: number;
  noise: number;
  /** A tube that fails: where, how much of the light is its own, how often in a second it may change. */
  tube?: { x: number; y: number; share: number; hertz: number };
  /** Bands of a light that the shutter cuts, as they roll. */
  bands?: { depth: number; number: number; speed: number };
  /** Light changes to this share, slowly from the first second to the last, or at once at `at`. */
  dims?: { to: number; at: number | null };
  /** The exposure pumps. */
  pumps?: { depth: number; every: number };
  /** A door that opens at the back, with light on the floor before it. */
  door?: { x: number; width: number; opens: number; shuts: number; floor: boolean };
  /** Somebody far away crosses, again and again. */
  passer?: { width: number; top: number; speed: number; every: number };
  /** A screen or a plant in the wind, on a wall. */
  restless?: { x: number; y: number; width: number; height: number };
  /** Somebody knocks at the camera: it looks elsewhere from then on, pixels. */
  knock?: { at: number; x: number; y: number };
  person?: Person;
}

/** Somebody before the kiosk whose face nobody could find. */
export interface Person {
  from: number;
  to: number;
  x: number;
  /** Middle of the head; below 0 it is above the frame. */
  y: number;
  /** Half the head's width. */
  head: number;
  /** Grey of hair and clothes. */
  grey: number;
  /** Standing sway, share of the width. */
  sway: number;
}

/** Numbers from 0 to 1, the same for the same seed (Mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The frames of a room for some seconds. */
export function* framesOf(room: Room, seconds: number): Generator<{ frame: Frame; at: number }> {
  const random = randomOf(room.seed);
  const walls = drawWalls(random);
  const noise = Float32Array.from({ length: 1 << 16 }, () => random() + random() + random() + random() - 2);
  const reach = room.tube && tubeField(room.tube);
  let lit = 1;
  for (let i = 0; i < seconds * FPS; i++) {
    const time = i / FPS;
    if (room.tube && random() < room.tube.hertz / FPS) lit = random();
    const gain = room.light * gainOf(room, time, seconds);
    const scene = drawScene(walls, room, time, random);
    const bytes = new Uint8Array(frameBytes(WIDTH, HEIGHT));
    let grain = Math.floor(random() * noise.length);
    for (let y = 0, at = 0; y < HEIGHT; y++) {
      const band = room.bands
        ? 1 +
          room.bands.depth *
            Math.sin(2 * Math.PI * (room.bands.number * (y / HEIGHT) + room.bands.speed * time))
        : 1;
      for (let x = 0; x < WIDTH; x++, at++) {
        const sigma = noise[grain++ & 0xffff]! * room.noise * Math.sqrt(3);
        bytes[at] = Math.max(
          16,
          Math.min(235, 16 + scene[at]! * gain * band * (reach ? 1 - (1 - lit) * reach[at]! : 1) + sigma),
        );
      }
    }
    yield { frame: frameFromI420(bytes, WIDTH, HEIGHT), at: time * 1000 };
  }
}

function gainOf({ dims, pumps }: Room, time: number, seconds: number): number {
  const dimmed = !dims
    ? 1
    : dims.at === null
      ? 1 + (dims.to - 1) * (time / seconds)
      : time < dims.at
        ? 1
        : dims.to;
  const pumped = pumps && Math.floor(time / pumps.every) % 2 === 1 ? 1 - pumps.depth : 1;
  return dimmed * pumped;
}

/** The share of each pixel's light that is the tube's. */
function tubeField({ x, y, share }: NonNullable<Room['tube']>): Float32Array {
  return Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const column = at % WIDTH;
    const far = ((column / WIDTH - x) ** 2 + ((at - column) / WIDTH / HEIGHT - y) ** 2) / 0.3;
    return share * Math.exp(-far);
  });
}

/** Walls, floor, and things on them, of 40 to 200 grey levels. */
function drawWalls(random: () => number): Float32Array {
  const walls = new Float32Array(WIDTH * HEIGHT).fill(100 + 60 * random());
  fill(walls, 0, 0.75, 1, 0.25, 60 + 60 * random());
  for (let i = 0; i < 12; i++) {
    fill(walls, random() - 0.1, random(), 0.05 + 0.3 * random(), 0.05 + 0.3 * random(), 40 + 160 * random());
  }
  return walls;
}

function drawScene(walls: Float32Array, room: Room, time: number, random: () => number): Float32Array {
  const scene = walls.slice();
  const { door, passer, restless, knock, person } = room;
  if (door) {
    const open = ramp(time - door.opens) - ramp(time - door.shuts);
    for (let i = 0; i < 4; i++) fill(scene, door.x, 0.15 + 0.15 * i, door.width * open, 0.15, 60 + 45 * i);
    if (door.floor && open > 0) brighten(scene, door.x, 0.75, door.width * open, 1 + 0.4 * open);
  }
  if (restless) {
    const { x, y, width, height } = restless;
    for (let i = 0; i < 5; i++) {
      fill(
        scene,
        x + width * random() * 0.7,
        y + height * random() * 0.7,
        0.3 * width,
        0.3 * height,
        200 * random(),
      );
    }
  }
  if (passer) {
    const x = -0.2 + passer.speed * (time % passer.every);
    fill(scene, x, passer.top, passer.width, 0.75 - passer.top / 2, 40);
    fill(scene, x + passer.width * 0.3, passer.top - 0.06, passer.width * 0.4, 0.06, 180);
  }
  if (person && time >= person.from && time < person.to) drawPerson(scene, person, time);
  return knock && time >= knock.at ? shifted(scene, knock.x, knock.y) : scene;
}

/** A head with hair over a face, on shoulders with a shirt; comes and goes from the side within a second. */
function drawPerson(scene: Float32Array, { from, to, x, y, head, grey, sway }: Person, time: number): void {
  const away = 1 - ramp(time - from) + ramp(time - to + 1);
  const at = x + 0.9 * away + sway * (Math.sin(time * 2.1) + 0.4 * Math.sin(time * 5.3));
  const down = y + 0.5 * sway * Math.sin(time * 1.3);
  const high = (head * 1.3 * WIDTH) / HEIGHT;
  fill(scene, at - 2.6 * head, down + 1.3 * high, 5.2 * head, 2, grey);
  fill(scene, at - 0.5 * head, down + 1.3 * high, head, 2, 235 - grey);
  for (
    let row = Math.max(0, Math.ceil((down - high) * HEIGHT));
    row < Math.min(HEIGHT, (down + high) * HEIGHT);
    row++
  ) {
    const v = (row / HEIGHT - down) / high;
    const half = head * Math.sqrt(1 - Math.min(1, v * v));
    fill(scene, at - half, row / HEIGHT, 2 * half, 1 / HEIGHT, v < -0.3 ? grey : 150);
  }
}

function fill(scene: Float32Array, x: number, y: number, width: number, height: number, grey: number): void {
  each(x, y, width, height, (at, cover) => {
    scene[at] = scene[at]! + cover * (grey - scene[at]!);
  });
}

function brighten(scene: Float32Array, x: number, y: number, width: number, gain: number): void {
  each(x, y, width, 1 - y, (at) => {
    scene[at] = Math.min(219, scene[at]! * gain);
  });
}

/** Each pixel of a rectangle, with how much of its column the rectangle covers. */
function each(
  x: number,
  y: number,
  width: number,
  height: number,
  work: (at: number, cover: number) => void,
): void {
  const [left, right] = [x * WIDTH, (x + width) * WIDTH];
  for (
    let row = Math.max(0, Math.round(y * HEIGHT));
    row < Math.min(HEIGHT, Math.round((y + height) * HEIGHT));
    row++
  ) {
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(WIDTH, right); column++) {
      const cover = Math.min(column + 1, right) - Math.max(column, left);
      if (cover > 0) work(row * WIDTH + column, cover);
    }
  }
}

function shifted(scene: Float32Array, x: number, y: number): Float32Array {
  const out = new Float32Array(scene.length);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      const [from, line] = [Math.min(WIDTH - 1, column + x), Math.min(HEIGHT - 1, row + y)];
      out[row * WIDTH + column] = scene[line * WIDTH + from]!;
    }
  }
  return out;
}

const ramp = (share: number) => Math.max(0, Math.min(1, share));
