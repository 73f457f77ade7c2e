import type { Clock } from '../clock.ts';
import type { Verdict } from '../contract/index.ts';
import type { Log } from '../log.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';

/** ms after the verdict in which a pulse may still be sent; later the visitor may be another one. */
export const DOOR_DEADLINE_MS = 3000;
/** ms that the relay is held. */
const PULSE_MS = 1000;

export interface Door {
  /** Opens for a verdict that is stored. Never waits, never retries, never throws. */
  open(verdict: Verdict, judgedAt: number): void;
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
): Door {
  return {
    open(verdict, judgedAt) {
      if (verdict.verdict !== 'pass') return;
      if (locks.locked) {
        log.warn({ visit: verdict.id, door: 'locked' }, 'no pulse: a rule keeps the door shut');
        return;
      }
      if (verdict.simulated && !thermometer.status().simulated) {
        log.info({ visit: verdict.id, door: 'off' }, 'no pulse: the visit was simulated or replayed');
        return;
      }
      const late = clock.monotonic() - judgedAt;
      if (late > DOOR_DEADLINE_MS) {
        log.warn({ visit: verdict.id, door: 'dropped', late_ms: Math.round(late) }, 'no pulse: too late');
        return;
      }
      thermometer.pulseDoor(PULSE_MS).then(
        (outcome) => log.info({ visit: verdict.id, door: outcome }, 'door pulse'),
        (error: unknown) =>
          log.error({ visit: verdict.id, door: 'unknown', err: error }, 'door pulse failed'),
      );
    },
  };
}
