import type { JSX } from 'preact';
import { HEAD } from './pictures.tsx';
import type { SensorPointer } from './sensor.ts';

/** A block arrow to the right in a field of 200 × 120, from the head to the sensor; one up in a field of 140 × 148. */
const ARROW_RIGHT = 'M82 46h44V26l40 34-40 34V74H82Z';
const ARROW_UP = 'M56 92V60H36L70 26l34 34H84v32Z';
const ARROW_DOWN = 'M56 54v32H36l34 34 34-34H84V54Z';

/**
 * Where the forehead should come, and how near it is: an arrow to the side of the screen where the sensor is, which
 * fills as the visitor comes near and gets a tick when it is near enough. The words beside it say the same.
 */
export function SensorArrow({ place, filled, near }: SensorPointer): JSX.Element {
  const upright = place === 'above' || place === 'below';
  const empty = `${100 - 100 * (filled ?? 0)}%`;
  return (
    <svg
      class={`picture sensor-arrow ${near ? 'near' : ''} ${filled === null ? 'unmeasured' : ''}`}
      viewBox={upright ? '0 0 140 148' : '0 0 200 120'}
      aria-hidden="true"
    >
      {upright ? <Upright above={place === 'above'} empty={empty} /> : <Level place={place} empty={empty} />}
      {near && <Tick place={place} />}
    </svg>
  );
}

function Level({ place, empty }: { place: string; empty: string }): JSX.Element {
  return (
    <g transform={place === 'left' ? 'translate(200 0) scale(-1 1)' : undefined}>
      <g transform="translate(-4 16) scale(0.72)">{HEAD}</g>
      <path d={ARROW_RIGHT} class="arrow-fill" style={{ clipPath: `inset(0 ${empty} 0 0) fill-box` }} />
      <path d={ARROW_RIGHT} class="line arrow" />
      <rect x="174" y="30" width="22" height="60" rx="6" class="sensor" />
      <circle cx="185" cy="60" r="6" class="lens" />
    </g>
  );
}

function Upright({ above, empty }: { above: boolean; empty: string }): JSX.Element {
  const arrow = above ? ARROW_UP : ARROW_DOWN;
  const inset = above ? `inset(${empty} 0 0 0)` : `inset(0 0 ${empty} 0)`;
  return (
    <>
      <g transform={`translate(34 ${above ? 86 : -10}) scale(0.6)`}>{HEAD}</g>
      <path d={arrow} class="arrow-fill" style={{ clipPath: `${inset} fill-box` }} />
      <path d={arrow} class="line arrow" />
      <rect x="40" y={above ? 0 : 126} width="60" height="20" rx="6" class="sensor" />
      <circle cx="70" cy={above ? 10 : 136} r="5" class="lens" />
    </>
  );
}

/** Centre of the arrow's head, where the tick stands. */
const TICK = { left: [74, 60], right: [126, 60], above: [70, 54], below: [70, 92] } as const;

function Tick({ place }: { place: SensorPointer['place'] }): JSX.Element {
  const [x, y] = TICK[place];
  return <path d={`M${x - 11} ${y + 1}l8 8 14-17`} class="tick" />;
}
