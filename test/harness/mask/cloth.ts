import { decodePicture, type Picture } from '../image/picture.ts';

/**
 * The flat cloth of each kind of mask, drawn as SVG: u runs from the wearer's right ear to the left one, v from
 * the nose to the chin. Its transparency is the mask's outline; folds and seams are painted on it, light and
 * the roundness of the face come when it is draped.
 */
export const MASK_KINDS = ['surgical', 'white', 'black', 'pattern', 'ffp2'] as const;
export type MaskKind = (typeof MASK_KINDS)[number];

export const CLOTH_WIDTH = 512;
export const CLOTH_HEIGHT = 400;

const cache = new Map<MaskKind, Promise<Picture>>();

/** The cloth of a kind, drawn once. */
export function clothOf(kind: MaskKind): Promise<Picture> {
  const known = cache.get(kind);
  if (known !== undefined) return known;
  const drawn = decodePicture(clothSvg(kind), { width: CLOTH_WIDTH, height: CLOTH_HEIGHT });
  cache.set(kind, drawn);
  return drawn;
}

function clothSvg(kind: MaskKind): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 400">
  <defs>
    <filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="5"/></filter>
    <filter id="wide" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="14"/></filter>
    <filter id="fine"><feGaussianBlur stdDeviation="1.2"/></filter>
    ${PATTERN}
  </defs>
  ${CLOTHS[kind]()}
</svg>`;
}

const CLOTHS: Record<MaskKind, () => string> = {
  surgical: () => pleated('#a9cbe2', '#c3dbea', '#5f88a6'),
  white: () => pleated('#e6e8ea', '#f4f5f6', '#8d949b'),
  black: () => sewn('<rect width="512" height="400" fill="#2b2b2f"/>', '#08080a', '#5b5b63'),
  pattern: () =>
    sewn(
      '<rect width="512" height="400" fill="#7d3f4c"/><rect width="512" height="400" fill="url(#flowers)"/>',
      '#2c1218',
      '#d7a9a9',
    ),
  ffp2: folded,
};

/** Three-ply with pleats: a stitched border all round, a nose wire, three folds that open towards the chin. */
function pleated(cloth: string, border: string, dark: string): string {
  const outline = 'M12 16Q128 4 256 4T500 16Q508 200 500 384Q384 396 256 396T12 384Q4 200 12 16Z';
  const pleat = (y: number, sag: number) => `
    <path d="M26 ${y}Q256 ${y + sag} 486 ${y}" stroke="${dark}" stroke-width="15" stroke-opacity=".34" filter="url(#soft)"/>
    <path d="M26 ${y - 4}Q256 ${y + sag - 4} 486 ${y - 4}" stroke="${dark}" stroke-width="3" stroke-opacity=".62" filter="url(#fine)"/>
    <path d="M26 ${y - 12}Q256 ${y + sag - 12} 486 ${y - 12}" stroke="#fff" stroke-width="9" stroke-opacity=".38" filter="url(#soft)"/>`;
  return `<clipPath id="edge"><path d="${outline}"/></clipPath>
  <g clip-path="url(#edge)" fill="none">
    <rect width="512" height="400" fill="${cloth}"/>
    ${pleat(128, 10)}${pleat(206, 22)}${pleat(284, 30)}
    <path d="M140 40Q256 20 372 40" stroke="${dark}" stroke-width="12" stroke-opacity=".22" filter="url(#soft)"/>
    <path d="M150 36Q256 16 362 36" stroke="#fff" stroke-width="6" stroke-opacity=".35" filter="url(#fine)"/>
    ${wrinkles(dark)}
    <path d="${outline}" stroke="${border}" stroke-width="34" stroke-opacity=".75"/>
    <path d="M30 34Q256 14 482 34M30 368Q256 386 482 368M34 30Q26 200 34 372M478 30Q486 200 478 372" stroke="${dark}" stroke-width="2.4" stroke-opacity=".45" stroke-dasharray="7 5"/>
  </g>`;
}

/** Two shaped halves sewn along the middle, hems at the top, the bottom and the sides. */
function sewn(cloth: string, dark: string, light: string): string {
  const outline =
    'M10 60Q60 40 120 26Q190 6 256 4Q322 6 392 26Q452 40 502 60Q508 190 498 306Q440 372 256 396Q72 372 14 306Q4 190 10 60Z';
  return `<clipPath id="edge"><path d="${outline}"/></clipPath>
  <g clip-path="url(#edge)" fill="none">
    ${cloth}
    <path d="M256 0V400" stroke="${dark}" stroke-width="22" stroke-opacity=".5" filter="url(#soft)"/>
    <path d="M251 0V400" stroke="${light}" stroke-width="5" stroke-opacity=".5" filter="url(#fine)"/>
    <path d="M257 0V400" stroke="${dark}" stroke-width="3" stroke-opacity=".9"/>
    <path d="M110 110Q170 170 236 190M402 110Q342 170 276 190M70 250Q160 250 230 290M442 250Q352 250 282 290" stroke="${dark}" stroke-width="16" stroke-opacity=".4" filter="url(#wide)"/>
    ${wrinkles(dark)}
    <path d="${outline}" stroke="${dark}" stroke-width="40" stroke-opacity=".25"/>
    <path d="${outline}" stroke="${light}" stroke-width="4" stroke-opacity=".55" filter="url(#fine)"/>
    <path d="${outline}" transform="translate(256 200) scale(.925 .91) translate(-256 -200)" stroke="${dark}" stroke-width="3" stroke-opacity=".7" stroke-dasharray="8 5"/>
  </g>`;
}

/** A folded respirator: a crease from nose to chin that stands away from the face, welded seams along the rim. */
function folded(): string {
  const outline =
    'M14 150Q70 110 130 62Q190 10 256 6Q322 10 382 62Q442 110 498 150Q512 200 496 262Q420 370 256 396Q92 370 16 262Q0 200 14 150Z';
  return `<linearGradient id="fold"><stop stop-color="#d9d9d4"/><stop offset=".3" stop-color="#f1f1ee"/><stop offset=".495" stop-color="#fbfbf9"/><stop offset=".505" stop-color="#d3d4d2"/><stop offset=".75" stop-color="#dfe0dd"/><stop offset="1" stop-color="#c3c4c2"/></linearGradient>
  <clipPath id="edge"><path d="${outline}"/></clipPath>
  <g clip-path="url(#edge)" fill="none">
    <rect width="512" height="400" fill="url(#fold)"/>
    <path d="M256 0V400" stroke="#7d7f80" stroke-width="8" stroke-opacity=".35" filter="url(#soft)"/>
    <path d="M256 0V400" stroke="#8c8e8f" stroke-width="2.4" stroke-opacity=".8"/>
    <path d="M196 40Q256 24 316 40" stroke="#9a9c9d" stroke-width="14" stroke-opacity=".4" filter="url(#soft)"/>
    ${wrinkles('#75787a')}
    <path d="${outline}" transform="translate(256 200) scale(.94 .93) translate(-256 -200)" stroke="#8e9192" stroke-width="4" stroke-opacity=".55" stroke-dasharray="4 4"/>
    <path d="${outline}" transform="translate(256 200) scale(.9 .89) translate(-256 -200)" stroke="#8e9192" stroke-width="3" stroke-opacity=".4" stroke-dasharray="4 4"/>
    <path d="${outline}" stroke="#9da0a1" stroke-width="10" stroke-opacity=".35"/>
  </g>`;
}

/** Creases that run from the corners, where the loops pull, towards the middle. */
function wrinkles(dark: string): string {
  return `<g stroke="${dark}" fill="none" filter="url(#soft)">
    <path d="M20 60Q90 120 150 128M20 340Q90 300 160 296M492 60Q422 120 362 128M492 340Q422 300 352 296" stroke-width="9" stroke-opacity=".3"/>
    <path d="M14 120Q70 160 110 176M498 130Q440 170 398 180M18 280Q60 268 104 240M494 270Q446 260 410 236" stroke-width="6" stroke-opacity=".28"/>
  </g>`;
}

const PATTERN = `<pattern id="flowers" width="74" height="74" patternUnits="userSpaceOnUse" patternTransform="rotate(18)">
  <g fill="#e9c9bd"><circle cx="20" cy="12" r="8"/><circle cx="28" cy="20" r="8"/><circle cx="20" cy="28" r="8"/><circle cx="12" cy="20" r="8"/></g><circle cx="20" cy="20" r="5" fill="#c98a2e"/>
  <g fill="#b9cbb0"><ellipse cx="56" cy="50" rx="12" ry="5" transform="rotate(35 56 50)"/><ellipse cx="46" cy="60" rx="12" ry="5" transform="rotate(-50 46 60)"/></g>
  <circle cx="58" cy="16" r="3.4" fill="#f1e3d3"/><circle cx="16" cy="58" r="3.4" fill="#f1e3d3"/>
</pattern>`;
