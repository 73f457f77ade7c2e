import type { Judged } from './judge.ts';

/** Ways to look at the faces in parts; each names the part that a face belongs to. */
export const GROUPINGS: Record<string, (face: Judged) => string> = {
  source: ({ source }) => source,
  'face width': ({ quality: { width } }) => band(width, [48, 80, 120, 200], 'px'),
  'side pose': ({ quality: { yaw } }) => band(Math.abs(yaw), [0.15, 0.3, 0.5], 'eye distances'),
  'mean luma of the crop': ({ quality: { brightness } }) => band(brightness, [0.25, 0.4, 0.6], ''),
  'skin tone (typology angle)': ({ skin }) => skinTone(skin),
  'colour of the lower face': ({ lower }) => colourName(lower),
};

function band(value: number, limits: number[], unit: string): string {
  const at = limits.findIndex((limit) => value < limit);
  if (at === -1) return `${limits.at(-1)} ${unit} and more`;
  return at === 0 ? `under ${limits[0]} ${unit}` : `${limits[at - 1]} to ${limits[at]} ${unit}`;
}

/**
 * Individual typology angle atan((L − 50) / b) in degrees (Chardon et al. 1991) of the forehead, in three
 * classes. It measures the picture, not the person: light and camera shift it, and hair may cover the forehead.
 */
export function skinTone(rgb: readonly [number, number, number]): string {
  const [lightness, yellow] = labOf(rgb);
  const angle = (Math.atan2(lightness - 50, yellow) * 180) / Math.PI;
  if (angle > 41) return 'light (over 41°)';
  return angle > 10 ? 'medium (10° to 41°)' : 'dark (under 10°)';
}

/** L* and b* of sRGB (CIE 1976, white point D65). */
function labOf([r, g, b]: readonly [number, number, number]): [lightness: number, yellow: number] {
  const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const [lr, lg, lb] = [linear(r), linear(g), linear(b)];
  const root = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const y = root(0.2126 * lr + 0.7152 * lg + 0.0722 * lb);
  const z = root((0.0193 * lr + 0.1192 * lg + 0.9505 * lb) / 1.089);
  return [116 * y - 16, 200 * (y - z)];
}

function colourName([r, g, b]: readonly [number, number, number]): string {
  const [top, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (top < 0.25) return 'black';
  if (top - low < 0.1) return top > 0.65 ? 'white' : 'grey';
  if (b === top) return 'blue or violet';
  return g === top ? 'green' : 'red, skin or yellow';
}
