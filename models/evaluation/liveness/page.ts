import type { Point } from '../../pipeline/face.ts';
import type { Random } from '../../training/common/random.ts';
import { HEIGHT, type LiveStage, middleOf, type Photo, type Shown, sideOf, WIDTH } from './staging.ts';

/** What holds the picture in a page. */
export const CARRIERS = ['phone', 'tablet', 'paper'] as const;
export type PageCarrier = (typeof CARRIERS)[number];

/** A page on which a photo fills the frame, as the camera sees a person. @param beside things behind the person */
export function livePage(photo: Photo, stage: LiveStage, beside: string = ''): string {
  const zoom = WIDTH / stage.window[2];
  const [left, top] = [-stage.window[0] * zoom, -stage.window[1] * zoom];
  return page(image(photo, zoom, left, top) + beside);
}

/** Posts and a lintel, as of a door: straight edges beside a live head and above the shoulders. */
export function doorBehind({ side, middle: [x, y] }: LiveStage, random: Random): string {
  const near = random.between(0.78, 0.95) * side;
  const wide = random.between(0.08, 0.4) * side;
  const colour = `hsl(${random.below(360)} ${random.below(40)}% ${random.between(5, 90)}%)`;
  const low = y + 0.35 * side;
  const posts = [x - near - wide, x + near].map((at) => box(at, 0, wide, low, `background:${colour}`));
  const lintel = box(0, 0, WIDTH, Math.max(0, y - 1.1 * side), `background:${colour}`);
  return (random.chance(0.5) ? posts.join('') : posts[random.below(2)]!) + (random.chance(0.4) ? lintel : '');
}

/**
 * A page on which a photo is shown by a thing that is held before a background: turned in space by CSS, with shadow,
 * glare, and the fine pattern of screen or paper, which the browser's own resampling turns into moiré.
 */
export function attackPage(
  photo: Photo,
  carrier: PageCarrier,
  shown: Shown,
  { side, middle }: Pick<LiveStage, 'side' | 'middle'>,
  background: Photo,
  random: Random,
): string {
  const zoom = side / sideOf(photo.face.box);
  const [fx, fy] = middleOf(photo.face.box);
  const [left, top, right, bottom] = shown.map((value) => value * side) as Shown;
  const inner = `left:0;top:0;width:${left + right}px;height:${top + bottom}px`;
  const picture = `<div style="position:absolute;overflow:hidden;${inner};filter:${tones(carrier, random)}">${image(photo, zoom, left - fx * zoom, top - fy * zoom)}</div>`;
  const layers = (carrier === 'paper' ? paperLayers(random) : screenLayers(random)).map(
    (style) => `<div style="position:absolute;${inner};${style}"></div>`,
  );
  const turn = [random.between(-18, 18), random.between(-25, 25), random.between(-7, 7)];
  const held = hands(carrier, [left + right, top + bottom], side, random);
  const thing =
    `<div style="position:absolute;left:${middle[0] - left}px;top:${middle[1] - top}px;width:${left + right}px;height:${top + bottom}px;` +
    `transform-origin:${left}px ${top}px;transform:rotateX(${turn[0]}deg) rotateY(${turn[1]}deg) rotateZ(${turn[2]}deg)">` +
    `<div style="${rim(carrier, side, random)}"></div>${picture}${layers.join('')}${held}</div>`;
  const cover = Math.max(WIDTH / background.width, HEIGHT / background.height) * random.between(1, 1.6);
  const [x, y] = [
    random.between(WIDTH - cover * background.width, 0),
    random.between(HEIGHT - cover * background.height, 0),
  ];
  return page(
    image(background, cover, x, y) +
      `<div style="position:absolute;inset:0;perspective:${random.between(500, 1400)}px;perspective-origin:${middle[0]}px ${middle[1]}px">${thing}</div>`,
  );
}

/** The body around the picture, as a box larger than it. */
function rim(carrier: PageCarrier, side: number, random: Random): string {
  const shadow = `box-shadow:${random.between(-12, 12)}px ${random.between(4, 20)}px ${random.between(8, 40)}px rgba(0,0,0,${random.between(0.2, 0.7)})`;
  if (carrier === 'paper') {
    const margin = random.chance(0.3) ? 0 : random.between(0.03, 0.3) * side;
    const white = random.between(78, 98);
    return `position:absolute;inset:${-margin}px;background:hsl(${random.between(20, 60)} ${random.between(0, 20)}% ${white}%);${shadow}`;
  }
  const wide = (carrier === 'phone' ? random.between(0.02, 0.08) : random.between(0.06, 0.2)) * side;
  const tall = carrier === 'phone' ? random.between(0.02, 0.25) * side : wide;
  const colour = random.chance(0.7)
    ? `hsl(220 8% ${random.between(2, 14)}%)`
    : `hsl(${random.below(360)} 12% ${random.between(60, 95)}%)`;
  const line = random.chance(0.5) ? `border:2px solid hsl(0 0% ${random.between(30, 70)}%);` : '';
  return `position:absolute;inset:${-tall}px ${-wide}px;background:${colour};${line}border-radius:${random.between(0.05, 0.2) * side}px;${shadow}`;
}

function tones(carrier: PageCarrier, random: Random): string {
  return carrier === 'paper'
    ? `brightness(${random.between(0.75, 1)}) contrast(${random.between(0.6, 0.95)}) saturate(${random.between(0.4, 1)}) sepia(${random.between(0, 0.25)})`
    : `brightness(${random.between(0.75, 1.3)}) contrast(${random.between(0.7, 1.2)}) saturate(${random.between(0.7, 1.3)}) hue-rotate(${random.between(-8, 8)}deg)`;
}

function screenLayers(random: Random): string[] {
  const pitch = random.between(1.7, 3.6);
  const strength = random.between(0.08, 0.3);
  const stripe = (colour: string, at: number) =>
    `${colour} ${(at * pitch) / 3}px ${((at + 1) * pitch) / 3}px`;
  const cells = ['255,60,60', '60,255,60', '60,60,255'].map((rgb, k) =>
    stripe(`rgba(${rgb},${strength})`, k),
  );
  const rows = `repeating-linear-gradient(0deg,rgba(0,0,0,${strength}) 0 ${pitch / 4}px,transparent ${pitch / 4}px ${pitch}px)`;
  const lines = `repeating-linear-gradient(90deg,${cells.join(',')})`;
  const beat = `repeating-linear-gradient(${random.between(0, 180)}deg,rgba(0,0,0,${strength / 2}) 0 1px,transparent 1px ${random.between(2, 9)}px)`;
  return [
    `background:${lines},${rows};mix-blend-mode:${random.chance(0.5) ? 'multiply' : 'overlay'}`,
    ...(random.chance(0.5) ? [`background:${beat}`] : []),
    `background:rgba(40,60,110,${random.between(0, 0.15)});mix-blend-mode:screen`,
    ...(random.chance(0.7) ? [glare(random)] : []),
  ];
}

function paperLayers(random: Random): string[] {
  const slope = `linear-gradient(${random.between(0, 360)}deg,rgba(0,0,0,${random.between(0, 0.35)}),transparent 40%,rgba(255,255,255,${random.between(0, 0.2)}) 70%,rgba(0,0,0,${random.between(0, 0.25)}))`;
  const fold = random.between(20, 80);
  const crease = `linear-gradient(${90 * random.below(2)}deg,transparent ${fold - 1}%,rgba(255,255,255,.5) ${fold}%,rgba(0,0,0,.25) ${fold + 0.6}%,transparent ${fold + 2}%)`;
  return [
    `background:url(&quot;data:image/svg+xml,${noise(random)}&quot;);mix-blend-mode:multiply;opacity:${random.between(0.1, 0.45)}`,
    `background:${slope}`,
    ...(random.chance(0.35) ? [`background:${crease}`] : []),
    ...(random.chance(0.2) ? [glare(random)] : []),
  ];
}

function glare(random: Random): string {
  const at = random.between(10, 90);
  const band = `linear-gradient(${random.between(0, 360)}deg,transparent ${at - 25}%,rgba(255,255,255,${random.between(0.05, 0.45)}) ${at}%,transparent ${at + 20}%)`;
  const spot = `radial-gradient(circle at ${random.between(0, 100)}% ${random.between(0, 100)}%,rgba(255,255,255,${random.between(0.3, 0.95)}),transparent ${random.between(5, 25)}%)`;
  return `background:${random.chance(0.5) ? `${spot},${band}` : band}`;
}

function noise(random: Random): string {
  return encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><filter id="n"><feTurbulence type="fractalNoise" baseFrequency="${random.between(0.3, 1).toFixed(2)}" numOctaves="2" seed="${random.below(999)}"/><feColorMatrix type="saturate" values="0"/></filter><rect width="300" height="300" filter="url(#n)"/></svg>`,
  );
}

/** Thumbs over the lower or a side edge, in half of the pages. */
function hands(carrier: PageCarrier, [width, height]: Point, side: number, random: Random): string {
  if (random.chance(0.5)) return '';
  const skin = `hsl(${random.between(12, 30)} ${random.between(25, 60)}% ${random.between(25, 80)}%)`;
  const thick = random.between(0.14, 0.24) * side;
  const style = `background:${skin};border-radius:${thick}px;box-shadow:inset 0 0 ${thick / 3}px rgba(0,0,0,.4)`;
  const over = random.between(0.03, carrier === 'phone' ? 0.15 : 0.25) * side;
  const [x, y] = [random.between(0, width), random.between(0.3, 1) * height];
  return random.chance(0.5)
    ? box(x, height - over, thick, 1.2 * side, style)
    : box(random.chance(0.5) ? width - over : over - 1.2 * side, y, 1.2 * side, thick, style);
}

function image({ url, width, height }: Photo, zoom: number, left: number, top: number): string {
  return `<img src="${url}" style="position:absolute;left:${left}px;top:${top}px;width:${width * zoom}px;height:${height * zoom}px">`;
}

function box(left: number, top: number, width: number, height: number, style: string): string {
  return `<div style="position:absolute;left:${left}px;top:${top}px;width:${width}px;height:${height}px;${style}"></div>`;
}

function page(body: string): string {
  return `<!doctype html><body style="margin:0;position:relative;width:${WIDTH}px;height:${HEIGHT}px;overflow:hidden;background:#000">${body}`;
}
