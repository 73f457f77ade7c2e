import type { JSX } from 'preact';
import type { Picture } from './scene.ts';

/** A head to draw on: face outline, eyes, ears. */
const HEAD = (
  <>
    <path d="M60 22c-20 0-32 15-32 36 0 26 16 44 32 44s32-18 32-44c0-21-12-36-32-36Z" class="line" />
    <path d="M46 52h6M68 52h6" class="line" />
  </>
);

const DRAWINGS: Record<Picture, JSX.Element> = {
  wave: (
    <>
      {HEAD}
      <path d="M50 78c6 5 14 5 20 0" class="line" />
      <path d="M14 34V14h20M106 34V14H86M14 90v20h20M106 90v20H86" class="line accent" />
    </>
  ),
  closer: (
    <>
      <circle cx="60" cy="60" r="16" class="line" />
      <path
        d="M14 14l20 20M34 18v16H18M106 106 86 86M86 102V86h16M106 14 86 34M86 18v16h16M14 106l20-20M34 102V86H18"
        class="line accent"
        transform="rotate(180 60 60)"
      />
    </>
  ),
  back: (
    <>
      <circle cx="60" cy="60" r="30" class="line" />
      <path
        d="M10 10l18 18M28 14v14H14M110 10 92 28M92 14v14h14M10 110l18-18M28 106V92H14M110 110 92 92M92 106V92h14"
        class="line accent"
      />
    </>
  ),
  centre: (
    <>
      {HEAD}
      <path d="M2 60h16M10 52l8 8-8 8M118 60h-16M110 52l-8 8 8 8" class="line accent" />
    </>
  ),
  light: (
    <>
      <circle cx="60" cy="60" r="20" class="line" />
      <path
        d="M60 14v14M60 92v14M14 60h14M92 60h14M27 27l10 10M83 83l10 10M27 93l10-10M83 37l10-10"
        class="line accent"
      />
    </>
  ),
  check: <path d="M22 64 50 92 100 30" class="line heavy" />,
  cross: <path d="M30 30 90 90M90 30 30 90" class="line heavy" />,
  mask: (
    <>
      {HEAD}
      <path d="M34 62c16-6 36-6 52 0v14c0 14-12 22-26 22s-26-8-26-22Z" class="fill" />
      <path d="M34 66c-8-2-10-12-6-16M86 66c8-2 10-12 6-16M42 74h36M44 84h32" class="line" />
    </>
  ),
  nose: (
    <>
      {HEAD}
      <path d="M38 78c14-5 30-5 44 0 0 14-8 22-22 22s-22-8-22-22Z" class="fill" />
      <path d="M60 56v12c-3 3-6 3-8 1" class="line accent" />
      <path d="M104 84V52M94 62l10-10 10 10" class="line accent" />
    </>
  ),
  forehead: (
    <>
      {HEAD}
      <rect x="46" y="2" width="28" height="14" rx="4" class="fill" />
      <path d="M60 20v16M52 30l8 8 8-8" class="line accent" />
    </>
  ),
  staff: (
    <>
      <circle cx="60" cy="40" r="18" class="line" />
      <path d="M26 104c0-22 14-36 34-36s34 14 34 36" class="line" />
      <path d="M98 18v18M98 46v2" class="line heavy accent" />
    </>
  ),
  cable: (
    <>
      <path d="M60 12 8 104h104Z" class="line" />
      <path d="M60 46v26M60 86v4" class="line heavy accent" />
    </>
  ),
  wait: (
    <>
      {HEAD}
      <path d="M18 60h84" class="line accent" />
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
