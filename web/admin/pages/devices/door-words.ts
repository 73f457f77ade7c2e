import { DOOR_LOCKED, type StaffPassResult } from '../../../../edge-server/contract/staff-pass.ts';
import { t } from './messages.ts';

/** What a guard is told of the door; `well` when it was opened. */
export function doorWords({ outcome, error }: StaffPassResult['door']): { text: string; well: boolean } {
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
