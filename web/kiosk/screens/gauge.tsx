import type { JSX } from 'preact';
import type { Text } from '../../shared/messages/text.ts';
import type { ko } from '../messages/ko.ts';
import type { Gauge as GaugeData } from './scene.ts';

/** The far end of the scale, as a multiple of the target: who stands beyond it is drawn at its end. */
const SCALE = 2;

/** How far the visitor's forehead is from the sensor, and the zone it should be in. Lengths in mm. */
export function Gauge(props: { gauge: GaugeData; text: Text<typeof ko> }): JSX.Element {
  const { distanceMm, targetMm } = props.gauge;
  const near = distanceMm <= targetMm;
  const share = Math.min(distanceMm / (SCALE * targetMm), 1);
  return (
    <div class={`gauge ${near ? 'near' : 'far'}`}>
      <svg viewBox="0 0 200 40" aria-hidden="true">
        <rect x="1" y="8" width="10" height="24" rx="3" class="gauge-sensor" />
        <path d="M16 20H198" class="gauge-scale" />
        <path d={`M16 20h${182 / SCALE}`} class="gauge-target" />
        <path d={`M${16 + 182 / SCALE} 8v24`} class="gauge-limit" />
        <g class="gauge-head" style={{ transform: `translateX(${16 + share * 166}px)` }}>
          <circle cx="8" cy="20" r="12" />
          {near && <path d="M2.500 20.500l4 4 7.500-8.500" />}
        </g>
      </svg>
      <p class="gauge-figures">
        <strong>{props.text('distance', { value: Math.round(distanceMm / 10) })}</strong>{' '}
        <span>{props.text('distance_target', { value: Math.round(targetMm / 10) })}</span>
      </p>
    </div>
  );
}
