import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temperature, throttledOf, throttledWord } from './machine.ts';

/**
 * What the machine under us says of its power, heat and card; each is null where it can't tell. A Raspberry Pi
 * tells power and heat. An eMMC tells how worn it is, an SD card never does: there only what is written can be
 * counted, by everything on the machine since it was switched on.
 */
export interface Hardware {
  /** The supply was too weak at the last look. */
  underVoltage: boolean | null;
  /** The processor is slowed down, by heat or a weak supply. */
  throttled: boolean | null;
  /** Either has happened since the machine was switched on. */
  happened: boolean | null;
  processorC: number | null;
  /** Share of the card's life that is used, by its maker's own count, 0 to 1.1. */
  cardUsed: number | null;
  /** GB a day that are written to the card; null before it can be told. */
  cardGbADay: number | null;
}

/** Before that the writes of the start would count for much. */
const RATE_AFTER_S = 24 * 3600;
const SECTOR = 512;

/** @param root of sysfs and procfs, for tests */
export function readHardware(root = '/'): Hardware {
  const sys = join(root, 'sys');
  const word = throttledOf(throttledWord(sys));
  const alarm = supplyAlarm(root);
  const weak = word === null ? null : word.now.includes('under_voltage');
  return {
    underVoltage: alarm === true ? true : (weak ?? alarm),
    throttled: word === null ? null : word.now.some((bit) => bit !== 'under_voltage'),
    happened: word === null ? null : word.since_start.length > 0,
    processorC: temperature(sys),
    ...card(root),
  };
}

/** The kernel's own driver of the supply's sensor, null on other machines. */
function supplyAlarm(root: string): boolean | null {
  const folder = join(root, 'sys/class/hwmon');
  const sensor = list(folder).find((name) => read(join(folder, name, 'name')) === 'rpi_volt');
  if (sensor === undefined) return null;
  const said = read(join(folder, sensor, 'in0_lcrit_alarm'));
  return said === null ? null : said === '1';
}

function card(root: string): Pick<Hardware, 'cardUsed' | 'cardGbADay'> {
  const blocks = join(root, 'sys/block');
  const name = list(blocks).find((block) => /^mmcblk\d+$/.test(block));
  if (name === undefined) return { cardUsed: null, cardGbADay: null };
  // Two kinds of memory, each in steps of a tenth: 0x01 is up to 10 % used, 0x0b is beyond its life.
  const steps = (read(join(blocks, name, 'device/life_time')) ?? '')
    .split(' ')
    .map((step) => number(step, 16));
  const used = Math.max(0, ...steps.map((step) => step ?? 0));
  const uptime = Number((read(join(root, 'proc/uptime')) ?? '').split(' ')[0]);
  const sectors = Number((read(join(blocks, name, 'stat')) ?? '').trim().split(/\s+/)[6]);
  const told = uptime >= RATE_AFTER_S && Number.isFinite(sectors);
  return {
    cardUsed: used === 0 ? null : used / 10,
    cardGbADay: told ? Math.round(((sectors * SECTOR) / 1e9 / (uptime / 86_400)) * 10) / 10 : null,
  };
}

function number(text: string | null, radix: 10 | 16): number | null {
  const value = Number.parseInt(text ?? '', radix);
  return Number.isNaN(value) ? null : value;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
