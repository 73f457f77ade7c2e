import { Random } from '../../models/training/common/random.ts';
import type { NetworkFault } from './proxy.ts';

export type ChaosEvent =
  | {
      kind: 'kill';
      target: 'server' | 'worker';
      /** Until it is started again. */
      downMs: number;
      /** How long it has been ready before; 0: it may be killed while it starts. */
      afterReadyMs: number;
    }
  | { kind: 'kill_postgres'; downMs: number }
  /** The process stands still, as on a machine that swaps or is suspended. */
  | { kind: 'freeze'; target: 'server' | 'worker'; forMs: number }
  /** `behindMs`: how far the clock is behind when the machine comes up, until `setAfterMs`; 0: it kept its time. */
  | { kind: 'power_cut'; behindMs: number; setAfterMs: number }
  | { kind: 'network'; fault: NetworkFault; forMs: number }
  | { kind: 'disk_full'; forMs: number }
  | { kind: 'clock_step'; byMs: number };

export interface Planned {
  /** Before the event. */
  pauseMs: number;
  event: ChaosEvent;
}

/** What this machine can do to a process. */
export interface Abilities {
  disk: boolean;
  clock: boolean;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Everything that will happen, in order, drawn from the seed alone: the same seed breaks the same things. */
export function plan(seed: number, kills: number, { disk, clock }: Abilities): Planned[] {
  const random = new Random(seed, 1);
  const events: Planned[] = [];
  for (let killed = 0; killed < kills; ) {
    const kind = random.weighted({
      server: 3,
      worker: 3,
      kill_postgres: 2,
      power_cut: disk ? 2 : 0,
      network: 4,
      freeze: 1,
      disk_full: disk ? 0.8 : 0,
      clock_step: clock ? 0.8 : 0,
    });
    const event = draw(kind, random, clock);
    events.push({ pauseMs: random.between(200, 2500), event });
    if (isKill(event)) killed += 1;
  }
  return events;
}

export function isKill({ kind }: ChaosEvent): boolean {
  return kind === 'kill' || kind === 'kill_postgres' || kind === 'power_cut';
}

function draw(
  kind: 'server' | 'worker' | Exclude<ChaosEvent['kind'], 'kill'>,
  random: Random,
  clock: boolean,
): ChaosEvent {
  switch (kind) {
    case 'server':
    case 'worker':
      return {
        kind: 'kill',
        target: kind,
        downMs: random.between(0, 1500),
        afterReadyMs: random.chance(0.2) ? 0 : random.between(1, 1500),
      };
    case 'kill_postgres':
      return { kind, downMs: random.between(0, 3000) };
    case 'power_cut': {
      const wrong = random.chance(0.4);
      const behindMs = random.between(MINUTE, 200 * DAY);
      const setAfterMs = random.between(500, 6000);
      return { kind, behindMs: wrong && clock ? behindMs : 0, setAfterMs };
    }
    case 'network':
      return { kind, fault: network(random), forMs: random.between(200, 6000) };
    case 'freeze':
      return { kind, target: random.pick(['server', 'worker'] as const), forMs: random.between(500, 5000) };
    case 'disk_full':
      return { kind, forMs: random.between(1000, 5000) };
    case 'clock_step':
      return { kind, byMs: random.between(-120, 120) * MINUTE };
  }
}

function network(random: Random): NetworkFault {
  const kind = random.pick(['delay', 'throttle', 'blackhole', 'cut', 'half_close', 'lose_answers'] as const);
  switch (kind) {
    case 'delay':
      return { kind, ms: random.between(20, 800) };
    case 'throttle':
      return { kind, bytesPerSecond: random.between(2000, 50_000) };
    default:
      return { kind };
  }
}
