import { decodePicture, emptyPicture, type Picture, randomFrom } from './image/picture.ts';

/** Size of the camera's frames. */
export const WIDTH = 640;
export const HEIGHT = 480;

/** Drawn around the picture and cut off: blurring mixes nothing dark in at the edges. */
const MARGIN = 20;

/**
 * The empty entrance hall of a scenario: walls, a glass door, ceiling lights, a plant or a board, out of the
 * camera's focus. `seed` moves and colours things, so that scenarios differ a little.
 */
export async function drawHall(seed: number): Promise<Picture> {
  const size = { width: WIDTH + 2 * MARGIN, height: HEIGHT + 2 * MARGIN };
  const { data } = await decodePicture(hallSvg(seed), size);
  const hall = emptyPicture(WIDTH, HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    const from = ((y + MARGIN) * size.width + MARGIN) * 4;
    hall.data.set(data.subarray(from, from + WIDTH * 4), y * WIDTH * 4);
  }
  return hall;
}

function hallSvg(seed: number): string {
  const random = randomFrom(seed * 7919 + 1);
  const between = (low: number, high: number) => Math.round(low + (high - low) * random());
  const hue = between(25, 60);
  const wall = (light: number) => `hsl(${hue} ${between(8, 16)}% ${light}%)`;
  const corner = between(150, 230);
  const door = between(360, 420);
  const skirting = between(372, 392);
  const boardLeft = between(30, 60);
  const glow = between(80, 560);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 680 520">
  <defs>
    <linearGradient id="left" x2="1"><stop stop-color="${wall(52)}"/><stop offset="1" stop-color="${wall(63)}"/></linearGradient>
    <linearGradient id="back" x2="0.3" y2="1"><stop stop-color="${wall(74)}"/><stop offset="1" stop-color="${wall(60)}"/></linearGradient>
    <linearGradient id="glass" x2="0.6" y2="1"><stop stop-color="#dfe8ea"/><stop offset=".5" stop-color="#b9c8cc"/><stop offset="1" stop-color="#8d9a98"/></linearGradient>
    <linearGradient id="floor" y2="1" x2="0"><stop stop-color="#8b8378"/><stop offset="1" stop-color="#6c655c"/></linearGradient>
    <radialGradient id="glow"><stop stop-color="#fff" stop-opacity=".35"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
    <radialGradient id="dim" r=".8"><stop offset=".55" stop-opacity="0"/><stop offset="1" stop-opacity=".16"/></radialGradient>
    <filter id="focus" x="-10%" y="-10%" width="120%" height="120%"><feGaussianBlur stdDeviation="3.2"/></filter>
  </defs>
  <g filter="url(#focus)">
    <rect x="-20" y="-20" width="680" height="520" fill="url(#back)"/>
    <path d="M-20-20H${corner}V${skirting}L-20 ${skirting + 70}Z" fill="url(#left)"/>
    <path d="M${corner} ${skirting}H660V500H-20V${skirting + 70}Z" fill="url(#floor)"/>
    <path d="M${corner} ${skirting}H660v7H${corner}L-20 ${skirting + 80}v-10Z" fill="#d8d3c8"/>
    <path d="M-20-20H660V22H${corner}L-20-6Z" fill="#d9d6cf"/>
    <g transform="translate(${door} 70)">
      <rect x="-9" y="-9" width="168" height="${skirting - 61}" fill="#6f7376"/>
      <rect width="71" height="${skirting - 72}" fill="url(#glass)"/>
      <rect x="79" width="71" height="${skirting - 72}" fill="url(#glass)"/>
      <path d="M0 ${skirting - 150}q40-60 71-20V${skirting - 72}H0Z" fill="#7f8d7c" opacity=".55"/>
      <rect x="60" y="130" width="5" height="60" fill="#55585a"/><rect x="85" y="130" width="5" height="60" fill="#55585a"/>
    </g>
    <path d="M${boardLeft} 108l74 12v96l-74 8Z" fill="#efece4"/><path d="M${boardLeft + 8} 122l56 9v10l-56-8ZM${boardLeft + 8} 150l56 6v40l-56 5Z" fill="#8aa0ab"/>
    <rect x="${glow - 60}" y="-12" width="120" height="16" fill="#fff"/>
    <ellipse cx="${glow}" cy="20" rx="260" ry="150" fill="url(#glow)"/>
  </g>
  <rect x="-20" y="-20" width="680" height="520" fill="url(#dim)"/>
</svg>`;
}
