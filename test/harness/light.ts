import { type Picture, randomFrom, smoothstep } from './image/picture.ts';

/** What happens in a hall in which nobody stands: `flicker` of a tube that fails, `night` with one lamp on. */
export type Light = 'flicker' | 'night';

/** Where the tube hangs, and how far its light reaches, px. */
const TUBE = { x: 250, y: 20, reach: 260 };
/** Share of the light below the tube that is its own. */
const TUBE_SHARE = 0.35;
const NIGHT_SHARE = 0.16;

/** Changes a frame's light; `index` is the frame's, since a tube fails at random. */
export function lightAs(light: Light, picture: Picture, index: number): void {
  const lit = light === 'night' ? 0 : randomFrom(index * 31 + 7)();
  if (light === 'night') shade(picture, () => NIGHT_SHARE);
  else if (lit < 0.5)
    shade(picture, (x, y) => {
      const far = ((x - TUBE.x) ** 2 + (y - TUBE.y) ** 2) / (2 * TUBE.reach ** 2);
      return 1 - TUBE_SHARE * (1 - lit) * Math.exp(-far);
    });
}

/** The far door: where it is, px. */
const DOOR = { x: 392, y: 70, width: 146, height: 310 };
/** s that its leaf takes. */
const OPENS = 1.2;

/** Opens the far door at `from` (s) and shuts it at `to`: the street shows, and the floor before it is lighter. */
export function openDoor(picture: Picture, [from, to]: readonly [number, number], time: number): void {
  const open = smoothstep(from, from + OPENS, time) - smoothstep(to, to + OPENS, time);
  if (open <= 0) return;
  const { x: left, y: top, width, height } = DOOR;
  const { data } = picture;
  for (let y = top; y < picture.height; y++) {
    for (let x = left; x < left + width * open; x++) {
      const at = (y * picture.width + x) * 4;
      if (y >= top + height) {
        for (let k = 0; k < 3; k++) data[at + k]! *= 1 + 0.25 * open;
        continue;
      }
      // Sky, a house with windows, the pavement.
      const house = (x - left) % 40 > 12 && (y - top) % 60 > 20 ? 70 : 120;
      const street = y < top + 60 ? 225 : y < top + 250 ? house : 150;
      data.fill(street, at, at + 3);
    }
  }
}

function shade(picture: Picture, gainAt: (x: number, y: number) => number): void {
  const { data, width, height } = picture;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const gain = gainAt(x, y);
      for (let k = 0; k < 3; k++) data[at + k]! *= gain;
    }
  }
}
