import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { DOOR_LOCKED, type Verdict } from '../contract/index.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';

/** ms after the verdict in which a pulse may still be sent; later the visitor may be another one. */
export const DOOR_DEADLINE_MS = 3000;
/** ms that the relay is held. */
const PULSE_MS = 1000;

const OUTCOMES = { acknowledged: 'done', refused: 'failed', unknown: 'failed', off: 'skipped' } as const;

/** What became of the pulse, for the visit's step `door`. */
export interface DoorResult {
  outcome: 'done' | 'skipped' | 'failed' | 'expired';
  /** Why no pulse was sent, or why it is not known whether one was. */
  error: string | null;
}

export interface Door {
  /** Opens for a verdict that is stored. Never retries, never rejects; nobody has to wait for it. */
  open(verdict: Verdict, judgedAt: number): Promise<DoorResult>;
  /** A pulse without a visitor, for whoever looks whether relay and lock work. Never past a rule's lock. */
  test(): Promise<DoorResult>;
}

/**
 * The door relay behind the thermometer's board. What was simulated or replayed never moves a real relay;
 * a simulated board has no relay, so its pulse may be simulated too. A rule's lock comes before everything.
 */
export function createDoor(
  thermometer: Thermometer,
  clock: Clock,
  log: Log,
  locks: { readonly locked: boolean },
  /** The board took a pulse. */
  onPulse: () => void,
): Door {
  const pulse = async (about: { visit: string } | { test: true }): Promise<DoorResult> => {
    try {
      const outcome = await thermometer.pulseDoor(PULSE_MS);
      log.info({ ...about, door: outcome }, 'door pulse');
      // One that may have been carried out lets somebody through, too.
      if (outcome === 'acknowledged' || outcome === 'unknown') onPulse();
      return { outcome: OUTCOMES[outcome], error: outcome === 'acknowledged' ? null : `door ${outcome}` };
    } catch (error) {
      log.error({ ...about, door: 'unknown', err: error }, 'door pulse failed');
      return { outcome: 'failed', error: 'door unknown' };
    }
  };
  return {
    test: async () => (locks.locked ? { outcome: 'skipped', error: DOOR_LOCKED } : pulse({ test: true })),
    async open(verdict, judgedAt) {
      if (!verdict.ispass) return { outcome: 'skipped', error: null };
      if (locks.locked) {
        log.warn({ visit: verdict.id, door: 'locked' }, `no pulse: ${DOOR_LOCKED}`);
        return { outcome: 'skipped', error: DOOR_LOCKED };
      }
      if (verdict.simulated && !thermometer.status().simulated) {
        log.info({ visit: verdict.id, door: 'off' }, 'no pulse: the visit was simulated or replayed');
        return { outcome: 'skipped', error: 'the visit was simulated or replayed' };
      }
      const late = clock.monotonic() - judgedAt;
      if (late > DOOR_DEADLINE_MS) {
        log.warn({ visit: verdict.id, door: 'dropped', late_ms: Math.round(late) }, 'no pulse: too late');
        return { outcome: 'expired', error: `${Math.round(late)} ms after the verdict` };
      }
      return pulse({ visit: verdict.id });
    },
  };
}
