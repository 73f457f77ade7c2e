import type { Similarity } from '../../pipeline/sample.ts';
import { blend, type Canvas, type Colour, fromHsv, smoothNoise } from '../common/canvas.ts';
import type { Random } from '../common/random.ts';

/**
 * Some sources cut their photos tightly around faces, and in other shapes for one label than for another, so
 * that a net could read the label off the border. What lies outside of the photo is therefore filled at
 * random, and any photo may end inside of the crop.
 *
 * @param width @param height size of the photo (or patch) that the crop was cut from by `map`
 */
export function randomBorders(
  canvas: Canvas,
  map: Similarity,
  width: number,
  height: number,
  random: Random,
): void {
  const inner = random.chance(0.35) ? [0, 1, 2, 3].map(() => cut(random)) : [0, 0, 0, 0];
  const fill = filling(random);
  const { size } = canvas;
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const x = map.a * (i + 0.5) - map.b * (j + 0.5) + map.tx;
      const y = map.b * (i + 0.5) + map.a * (j + 0.5) + map.ty;
      const inPhoto = x >= 0 && y >= 0 && x <= width && y <= height;
      const inCut =
        i >= inner[0]! * size &&
        j >= inner[1]! * size &&
        i < (1 - inner[2]!) * size &&
        j < (1 - inner[3]!) * size;
      if (!inPhoto || !inCut) blend(canvas, j * size + i, fill(i / size, j / size), 1);
    }
  }
}

/** Share of the crop that is cut off at one side: mostly none; never so much that a nose or mouth goes. */
function cut(random: Random): number {
  return random.chance(0.5) ? 0 : random.between(0, 0.13);
}

function filling(random: Random): (x: number, y: number) => Colour {
  const colour = fromHsv(random.next(), random.next() ** 2 * 0.7, random.next());
  const other = fromHsv(random.next(), random.next() * 0.6, random.next());
  const seed = random.below(1e6);
  const grain = random.between(2, 20);
  switch (random.weighted({ black: 4, grey: 1, colour: 2, noise: 2, scenery: 3 })) {
    case 'black':
      return () => [0, 0, 0];
    case 'grey':
      return () => [0.5, 0.5, 0.5];
    case 'colour':
      return () => colour;
    case 'noise':
      return (x, y) => {
        const v = smoothNoise(x * 96, y * 96, seed);
        return [v, v, v];
      };
    case 'scenery':
      return (x, y) => {
        const v = smoothNoise(x * grain, y * grain, seed);
        return [0, 1, 2].map((c) => colour[c]! * v + other[c]! * (1 - v)) as unknown as Colour;
      };
  }
}
