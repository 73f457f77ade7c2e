import type { JSX } from 'preact';
import type { Picture } from './scene.ts';

/** A head to draw on: outline, ears, hair, eyes. */
export const HEAD = (
  <>
    <path d="M60 18c-19 0-31 14-31 35 0 28 15 47 31 47s31-19 31-47c0-21-12-35-31-35Z" class="line" />
    <path d="M29 52c-6-2-9 3-8 9s5 10 10 9M91 52c6-2 9 3 8 9s-5 10-10 9" class="line" />
    <path d="M31 42c12-2 22-7 28-14 6 8 17 13 30 14" class="line" />
    <path d="M43 55h8M69 55h8" class="line" />
  </>
);

/** A mask from the top edge `y`, with its folds. */
function Cloth({ y }: { y: number }): JSX.Element {
  return (
    <>
      <path d={`M33 ${y}c10-1 18-4 27-4s17 3 27 4v${88 - y}c-5 9-15 14-27 14s-22-5-27-14Z`} class="fill" />
      <path d={`M42 ${y + 11}h36M44 ${y + 20}h32`} class="line thin" />
    </>
  );
}

const ARROWS_IN =
  'M10 10l20 20M30 16v14H16M110 10 90 30M90 16v14h14M10 110l20-20M30 104V90H16M110 110 90 90M90 104V90h14';
const ARROWS_OUT =
  'M28 28 8 8M8 22V8h14M92 28l20-20M98 8h14v14M28 92 8 112M8 98v14h14M92 92l20 20M112 98v14H98';

const DRAWINGS: Record<Picture, JSX.Element> = {
  wave: (
    <>
      {HEAD}
      <path d="M50 80c6 5 14 5 20 0" class="line" />
      <path d="M8 30V8h22M112 30V8H90M8 90v22h22M112 90v22H90" class="line accent" />
    </>
  ),
  look: (
    <>
      <path d="M8 60c14-24 32-36 52-36s38 12 52 36c-14 24-32 36-52 36S22 84 8 60Z" class="line" />
      <circle cx="60" cy="60" r="17" class="fill" />
    </>
  ),
  still: (
    <>
      {HEAD}
      <path d="M46 82h28" class="line" />
      <path d="M8 40v40M112 40v40" class="line accent heavy" />
    </>
  ),
  closer: (
    <>
      <circle cx="60" cy="60" r="20" class="fill" />
      <path d={ARROWS_OUT} class="line accent" />
      <circle cx="60" cy="60" r="38" class="line dashed" />
    </>
  ),
  back: (
    <>
      <circle cx="60" cy="60" r="24" class="fill" />
      <path d={ARROWS_IN} class="line accent" />
    </>
  ),
  centre: (
    <>
      <g transform="translate(24 24) scale(0.6)">{HEAD}</g>
      <path d="M4 60h18M14 50l10 10-10 10M116 60H98M106 50 96 60l10 10" class="line accent" />
      <path d="M30 30V10h20M90 30V10H70M30 90v20h20M90 90v20H70" class="line" />
    </>
  ),
  light: (
    <>
      <circle cx="60" cy="60" r="22" class="fill" />
      <path
        d="M60 8v18M60 94v18M8 60h18M94 60h18M23 23l13 13M84 84l13 13M23 97l13-13M84 36l13-13"
        class="line accent"
      />
    </>
  ),
  check: <path d="M18 64 48 94 104 28" class="line heavy" />,
  cross: (
    <>
      <circle cx="60" cy="60" r="54" class="disc" />
      <path d="M36 36 84 84M84 36 36 84" class="line heavy" />
    </>
  ),
  mask: (
    <>
      {HEAD}
      <Cloth y={64} />
      <path d="M33 66c-6-1-9-5-9-9M87 66c6-1 9-5 9-9" class="line accent" />
    </>
  ),
  nose: (
    <>
      {HEAD}
      <path d="M60 56v14c-3 3-6 3-8 1" class="line" />
      <Cloth y={80} />
      <path d="M108 100V62M96 74l12-14 12 14" class="line accent" />
    </>
  ),
  thermometer: (
    <>
      <path d="M48 20a12 12 0 0 1 24 0v50a22 22 0 1 1-24 0Z" class="line" />
      <circle cx="60" cy="88" r="12" class="fill" />
      <path d="M60 88V36" class="line accent heavy" />
      <path d="M84 28h14M84 44h10M84 60h14" class="line" />
    </>
  ),
  staff: (
    <>
      <circle cx="60" cy="34" r="20" class="line" />
      <path d="M20 108c0-26 16-42 40-42s40 16 40 42Z" class="line" />
      <path d="M46 68l14 16 14-16" class="line" />
      <rect x="70" y="88" width="18" height="10" rx="2" class="fill" />
    </>
  ),
  speak: (
    <>
      <circle cx="40" cy="44" r="18" class="line" />
      <path d="M6 108c0-22 14-36 34-36s34 14 34 36" class="line" />
      <path d="M72 40c3 3 3 9 0 12M84 30c8 8 8 24 0 32M96 20c14 14 14 38 0 52" class="line accent" />
    </>
  ),
  lock: (
    <>
      <rect x="22" y="52" width="76" height="58" rx="8" class="fill" />
      <path d="M38 52V36a22 22 0 0 1 44 0v16" class="line" />
      <path d="M60 74v14" class="line heavy" />
    </>
  ),
  cable: (
    <>
      <path d="M60 12 8 104h104Z" class="line" />
      <path d="M60 44v28M60 87v1" class="line heavy accent" />
    </>
  ),
  wait: (
    <>
      <path d="M34 12h52M34 108h52" class="line" />
      <path
        d="M40 12c0 28 14 36 20 48 6-12 20-20 20-48M40 108c0-28 14-36 20-48 6 12 20 20 20 48"
        class="line"
      />
      <path d="M46 100c4-10 10-14 14-22 4 8 10 12 14 22Z" class="fill" />
    </>
  ),
};

/** A drawing of what to do; the words beside it say the same, so it is hidden from screen readers. */
export function PictureOf({ name }: { name: Picture }): JSX.Element {
  return (
    <svg class="picture" viewBox="0 0 120 120" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  );
}
