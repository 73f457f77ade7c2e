import { setTimeout as sleep } from 'node:timers/promises';
import type { AlarmCode } from '../../edge-server/contract/index.ts';
import type { Journal } from '../chaos/journal.ts';
import { until } from '../until.ts';
import type { Opened } from './alarm-log.ts';
import type { Fault } from './faults.ts';
import type { PeersSite } from './site.ts';

/** A back-off of the worker may be a minute, and the alarm's own hold another. */
const ALARM_MS = 240_000;
const BETWEEN_MS = 5000;
/** After each round of a lane nothing is broken for so long: a worker that lives on shows what it needs. */
const ROUND_MS = 600_000;

/** How one fault went. */
export interface Played {
  fault: string;
  alarm: string;
  afterS: number | null;
  goneS: number | null;
  says: string;
  /** What was not as expected; null when all was. */
  wrong: string | null;
}

/** Plays a lane's faults again and again until the time is over; a fault that has begun is ended. */
export async function playLane(
  site: PeersSite,
  faults: readonly Fault[],
  over: AbortSignal,
  journal: Journal,
): Promise<Played[]> {
  const played: Played[] = [];
  for (let turn = 0; !over.aborted; turn++) {
    const fault = faults[turn % faults.length]!;
    journal.say(`fault: ${fault.name}`);
    const one = await play(site, fault);
    played.push(one);
    journal.say(`  ${one.fault}: ${one.alarm}${one.wrong === null ? '' : `, WRONG: ${one.wrong}`}`);
    const pause = (turn + 1) % faults.length === 0 ? ROUND_MS : BETWEEN_MS;
    await sleep(pause, undefined, { signal: over }).catch(() => undefined);
  }
  return played;
}

async function play(site: PeersSite, fault: Fault): Promise<Played> {
  const { name, alarm } = fault;
  const result: Played = {
    fault: name,
    alarm: alarm ?? 'none',
    afterS: null,
    goneS: null,
    says: '',
    wrong: null,
  };
  const before = site.alarms.last();
  const began = performance.now();
  const seconds = (from: number) => Math.round((performance.now() - from) / 1000);
  try {
    await fault.inject(site);
    if (alarm === null) {
      await sleep(fault.forMs ?? 0);
      await fault.heal(site);
      return result;
    }
    const opened = await waitFor(site, alarm, before, fault);
    result.afterS = seconds(began);
    result.says = opened.detail;
    if (fault.says && !fault.says.test(opened.detail)) result.wrong = 'the alarm says something else';
    const healed = performance.now();
    await until(() => site.alarms.find(alarm, before)?.cleared_at, `${alarm} clears`, ALARM_MS);
    result.goneS = seconds(healed);
  } catch (error) {
    result.wrong = (error as Error).message;
  }
  return result;
}

/** The alarm of the fault, which is healed whether it came or not. */
async function waitFor(site: PeersSite, alarm: AlarmCode, before: number, fault: Fault): Promise<Opened> {
  try {
    return await until(() => site.alarms.find(alarm, before), `${alarm} opens`, ALARM_MS);
  } finally {
    await fault.heal(site);
  }
}
