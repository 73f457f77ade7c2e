import type { Clock } from '../clock/clock.ts';
import { VERSION } from '../common/version.ts';
import type { FleetHealth } from '../contract/index.ts';
import type { Ask } from './reader/cloud-reader.ts';
import { type Overview, readOverview } from './sql/overview.ts';

/** ms for which an answer is good: everybody may ask, and the cloud is not to feel it. */
const FRESH_MS = 5000;
/** ms of partitions ahead under which the owner's daily job seems to be missing. */
const MONTHS_LOW_MS = 35 * 86_400_000;

/** How the cloud and its kiosks are. */
export class FleetHealthMonitor {
  readonly #ask: Ask;
  readonly #clock: Clock;
  #last: { health: Promise<FleetHealth>; at: number } | null = null;

  constructor(ask: Ask, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  read(): Promise<FleetHealth> {
    const at = this.#clock.monotonic();
    if (this.#last === null || at - this.#last.at > FRESH_MS) this.#last = { health: this.#look(), at };
    return this.#last.health;
  }

  async #look(): Promise<FleetHealth> {
    try {
      return healthOf(await readOverview(this.#ask), this.#clock.now());
    } catch {
      const detail = 'The cloud database does not answer: look at its state and at KF99_READER_URL.';
      const unknown = { status: 'down', detail: 'Not known.' } as const;
      return {
        role: 'fleet',
        status: 'degraded',
        version: VERSION,
        parts: {
          cloud: { status: 'down', detail },
          kiosks: { ...unknown, known: 0, silent: 0 },
          alarms: { ...unknown, active: 0 },
        },
      };
    }
  }
}

function healthOf({ known, silent, alarms, months_until, schema }: Overview, now: Date): FleetHealth {
  const ahead = months_until === null ? 0 : months_until.getTime() - now.getTime();
  const maintained = ahead >= MONTHS_LOW_MS;
  const parts: FleetHealth['parts'] = {
    cloud: maintained
      ? { status: 'ok', detail: `It answers; its schema is ${schema}.` }
      : { status: 'degraded', detail: 'The partitions end soon: run npm run cloud:migrate once a day.' },
    kiosks:
      silent === 0
        ? { status: 'ok', detail: `${known} kiosks call.`, known, silent }
        : { status: 'degraded', detail: `${silent} of ${known} kiosks are silent.`, known, silent },
    alarms: {
      status: alarms === 0 ? 'ok' : 'degraded',
      detail: `${alarms} alarms are active.`,
      active: alarms,
    },
  };
  const well = Object.values(parts).every(({ status }) => status === 'ok');
  return { role: 'fleet', status: well ? 'ok' : 'degraded', version: VERSION, parts };
}
