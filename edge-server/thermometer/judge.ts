import type { ThermometerState } from '../contract/index.ts';
import { hexOf } from './firmware.ts';
import { type BootFrame, PROTOCOL, type ReadingFrame, STATUS } from './frame.ts';
import type { SensorFault } from './sensor-health.ts';
import { isKnown, sensorNamed } from './sensors/sensors.ts';

/** Failed readings in a row after which frames count as coming from a broken sensor: 0.6 s. */
export const FAULTY_AFTER = 3;

/** What is known of the present connection. */
export interface LinkFacts {
  open: boolean;
  boot: BootFrame | null;
  /** Last reading of this connection. */
  last: ReadingFrame | null;
  /** Its age in ms. */
  ageMs: number | null;
  staleAfterMs: number;
  /** Failed readings in a row, and readings in a row with equal values. */
  failures: number;
  repeats: number;
  /** What its values tell of the sensor. */
  sensor: SensorFault | null;
}

export interface Judgement {
  state: ThermometerState;
  /** For `faulty`: which fault. */
  fault: 'protocol' | 'sensor' | 'stuck' | SensorFault | null;
}

/**
 * The state of the thermometer from what is known of the connection. The order is the order of trust: a
 * silent board is stale whatever it said last, and a board that speaks another protocol, or has a sensor that is
 * not known here, is never believed.
 */
export function judge(facts: LinkFacts): Judgement {
  if (!facts.open) return { state: 'absent', fault: null };
  if (facts.boot && !(facts.boot.protocol === PROTOCOL && isKnown(facts.boot.sensor))) {
    return { state: 'faulty', fault: 'protocol' };
  }
  if (facts.last === null || facts.ageMs === null) return { state: 'connecting', fault: null };
  if (facts.ageMs > facts.staleAfterMs) return { state: 'stale', fault: null };
  if (facts.failures >= FAULTY_AFTER || facts.last.status & STATUS.sensorDown) {
    return { state: 'faulty', fault: 'sensor' };
  }
  if (facts.repeats >= sensorNamed(facts.boot?.sensor ?? '').stuckAfter)
    return { state: 'faulty', fault: 'stuck' };
  if (facts.sensor !== null) return { state: 'faulty', fault: facts.sensor };
  if (facts.last.status & STATUS.warming) return { state: 'warming', fault: null };
  return { state: 'live', fault: null };
}

const SENSOR_FAULTS: Readonly<Record<number, string>> = {
  1: 'The infrared sensor does not answer: check its four wires.',
  2: 'The infrared sensor breaks off its answers: check its wires and supply.',
  3: 'The infrared sensor sends damaged answers: shorten its wires and check the pull-ups.',
  4: 'The sensor bus is stuck: check SDA and SCL for a short circuit.',
  5: 'The infrared sensor reports an error of its own: replace it if this stays.',
  6: 'The infrared sensor reports values beyond its range: check its supply, then replace it.',
};

/** One sentence for staff: what is wrong and what to do, or what is connected. */
export function describe(judgement: Judgement, facts: LinkFacts, where: string): string {
  const { state, fault } = judgement;
  switch (state) {
    case 'absent':
      return `No thermometer: plug in the Arduino's USB cable (${where}).`;
    case 'connecting':
      return `Waiting for the first frame on ${where}.`;
    case 'warming':
      return 'The sensor is settling: wait until its own temperature is steady.';
    case 'live':
      return facts.boot ? describeFirmware(facts.boot, where) : `A board of unknown firmware on ${where}.`;
    case 'stale':
      return `The board on ${where} fell silent: it is reconnected; check the cable if this stays.`;
    case 'faulty':
      if (fault === 'protocol') return 'The board carries another firmware: run npm run firmware:flash.';
      if (fault === 'stuck') return 'The sensor repeats one value: unplug the board and plug it in again.';
      if (fault === 'drift')
        return 'The sensor drifts although nobody is there: check its supply, then replace it.';
      if (fault === 'noise')
        return 'The sensor is far too noisy: check its supply and wires, then replace it.';
      if (fault === 'implausible')
        return 'The sensor shows what no wall and no person has: turn it away from lamps and heaters, or replace it.';
      if (fault === 'ambient')
        return 'It is too cold or too hot here for the sensor to be exact: shade it, or heat or cool the place.';
      return SENSOR_FAULTS[facts.last?.error ?? 0] ?? 'The infrared sensor fails: check its wires.';
  }
}

function describeFirmware({ version, sensor }: BootFrame, where: string): string {
  const hex = hexOf(version);
  const who = sensor === '' ? where : `${where}, sensor ${sensorNamed(sensor).label}`;
  if (hex !== null) return `Firmware ${version} (hex ${hex.slice(0, 8)}) on ${who}.`;
  return `Firmware ${version} on ${who}, another build than this software has: npm run firmware:flash writes ours.`;
}
