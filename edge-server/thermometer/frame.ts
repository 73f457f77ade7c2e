import { checkDigits } from './check.ts';
import { type Sensor, within } from './sensors/sensor.ts';
import { DEFAULT_SENSOR } from './sensors/sensors.ts';

/** Status bits of a reading, as firmware/thermometer/frame.h defines them; the last one is the driver's own. */
export const STATUS = {
  failed: 0x01,
  noEcho: 0x02,
  sensorDown: 0x04,
  warming: 0x08,
  outOfRange: 0x10,
  relayOn: 0x20,
  /** The driver has seen that the sensor is stuck, drifts or is noisy: no temperature may come of it. */
  distrusted: 0x40,
  /** The loop of the door's contact is open, or there is none. */
  doorOpen: 0x80,
} as const;

/** Protocol that this driver speaks. */
export const PROTOCOL = 3;

export interface BootFrame {
  type: 'boot';
  protocol: number;
  firmware: string;
  version: string;
  /** MCUSR bits: 1 power, 2 reset line, 4 brown-out, 8 watchdog; 0 unknown. */
  reset: number;
  boots: number;
  periodMs: number;
  /** The infrared chip, as `sensors/` names it; empty until the board has found one. */
  sensor: string;
}

export interface ReadingFrame {
  type: 'reading';
  seq: number;
  /** The board's clock. */
  ms: number;
  /** Hundredths of °C; null when the reading failed. */
  object: number | null;
  ambient: number | null;
  distance: number | null;
  status: number;
  error: number;
  errorCount: number;
}

export interface AckFrame {
  type: 'ack';
  id: number;
  /** 0 done, 1 unknown command, 2 argument out of range, 3 busy. */
  code: number;
  argument: number;
}

export type Frame = BootFrame | ReadingFrame | AckFrame;
/** `crc`: damaged. `malformed`: whole, and yet not what the protocol says. `unknown`: a type of a later version. */
export type FrameFault = 'crc' | 'malformed' | 'unknown';

const ENVELOPE = /^\$([^*$]{3,})\*([0-9A-F]{6})$/;
const U32 = '(?:0|[1-9]\\d{0,9})';
const I32 = '(?:0|-?[1-9]\\d{0,5})';
const BOOT = new RegExp(
  `^KFB,(${U32}),(\\w{1,16}),([\\w.-]{1,32}),([0-9A-F]{2}),(${U32}),(${U32}),(\\w{0,16})$`,
);
/** What a board of another protocol still tells: who it is. */
const FOREIGN_BOOT = new RegExp(`^KFB,(${U32}),(\\w{1,16}),([\\w.-]{1,32}),`);
const READING = new RegExp(
  `^KF1,(${U32}),(${U32}),(${I32})?,(${I32})?,(${U32})?,([0-9A-F]{2}),(\\d),(${U32})$`,
);
const ACK = new RegExp(`^KFA,(${U32}),(\\d),(${U32})$`);

/** Range of the rangers in mm. */
const DISTANCE_RANGE = [20, 4000] as const;

/**
 * Reads one line of the board. Numbers must stand in their one canonical form and in the sensor's range, and
 * the temperatures are there exactly when the error code is 0: what the firmware can't send is refused even
 * if its check fits.
 * @param sensor whose range it is
 */
export function parseFrame(line: string, sensor: Sensor = DEFAULT_SENSOR): Frame | { fault: FrameFault } {
  const envelope = ENVELOPE.exec(line);
  if (!envelope || checkDigits(envelope[1]!) !== envelope[2]) return { fault: 'crc' };
  const body = envelope[1]!;
  switch (body.slice(0, 4)) {
    case 'KF1,':
      return parseReading(body, sensor) ?? { fault: 'malformed' };
    case 'KFB,':
      return parseBoot(body) ?? { fault: 'malformed' };
    case 'KFA,':
      return parseAck(body) ?? { fault: 'malformed' };
    default:
      return { fault: 'unknown' };
  }
}

function parseReading(body: string, sensor: Sensor): ReadingFrame | null {
  const match = READING.exec(body);
  if (!match) return null;
  const [, seq, ms, object, ambient, distance, status, error, errorCount] = match;
  const frame: ReadingFrame = {
    type: 'reading',
    seq: Number(seq),
    ms: Number(ms),
    object: optional(object),
    ambient: optional(ambient),
    distance: optional(distance),
    status: Number.parseInt(status!, 16),
    error: Number(error),
    errorCount: Number(errorCount),
  };
  const ok = frame.error === 0;
  const whole =
    ok === (frame.object !== null) &&
    ok === (frame.ambient !== null) &&
    ok === !(frame.status & STATUS.failed) &&
    (frame.distance === null) === Boolean(frame.status & STATUS.noEcho) &&
    within(frame.object, sensor.object) &&
    within(frame.ambient, sensor.ambient) &&
    within(frame.distance, DISTANCE_RANGE);
  return whole ? frame : null;
}

function parseBoot(body: string): BootFrame | null {
  const foreign = FOREIGN_BOOT.exec(body);
  if (!foreign) return null;
  const match = BOOT.exec(body);
  if (!match && Number(foreign[1]) === PROTOCOL) return null;
  const [, protocol, firmware, version, reset = '00', boots = 0, period = 0, sensor = ''] = match ?? foreign;
  return {
    type: 'boot',
    protocol: Number(protocol),
    firmware: firmware!,
    version: version!,
    reset: Number.parseInt(reset!, 16),
    boots: Number(boots),
    periodMs: Number(period),
    sensor,
  };
}

function parseAck(body: string): AckFrame | null {
  const match = ACK.exec(body);
  if (!match) return null;
  return { type: 'ack', id: Number(match[1]), code: Number(match[2]), argument: Number(match[3]) };
}

const optional = (digits: string | undefined) => (digits === undefined ? null : Number(digits));

export type CommandName = 'OPEN' | 'CLOSE' | 'BEEP' | 'LED' | 'HELLO';

/** A command line for the board; `id` 1 to 65535 comes back in the acknowledgement. */
export function encodeCommand(id: number, name: CommandName, argument: number): string {
  const body = `KFC,${id},${name},${argument}`;
  return `$${body}*${checkDigits(body)}\r\n`;
}
