import { DOOR_LOCKED, type DoorPulse } from '../../../../edge-server/contract/staff-pass.ts';
import { t } from './messages.ts';

/** What a guard who let somebody in is told of the door; `well` when it was opened. */
export function doorWords({ outcome, error }: DoorPulse): { text: string; well: boolean } {
  switch (outcome) {
    case 'done':
      return { text: t('door_done'), well: true };
    case 'skipped': {
      // A rule's lock is something that staff can do something about.
      const locked = error === DOOR_LOCKED;
      return { text: locked ? t('door_locked') : t('door_skipped', { why: error ?? '' }), well: false };
    }
    case 'failed':
      return { text: t('door_failed'), well: false };
    case 'expired':
      return { text: t('door_expired'), well: false };
  }
}

/** What an admin is told of a pulse without a visitor. */
export function pulseWords({ outcome, error }: DoorPulse): { text: string; well: boolean } {
  if (outcome === 'done') return { text: t('pulse_done'), well: true };
  if (error === DOOR_LOCKED) return { text: t('pulse_locked'), well: false };
  return { text: t('pulse_failed', { why: error ?? '' }), well: false };
}
