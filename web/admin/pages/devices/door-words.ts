import type { StaffPassResult } from '../../../../edge-server/contract/staff-pass.ts';
import { t } from './messages.ts';

/** What a guard is told of the door; `well` when it was opened. */
export function doorWords({ outcome, error }: StaffPassResult['door']): { text: string; well: boolean } {
  switch (outcome) {
    case 'done':
      return { text: t('door_done'), well: true };
    case 'skipped': {
      // The server's own words for a rule's lock (door.ts), for which there is something to do.
      const locked = error?.includes('a rule keeps the door shut') === true;
      return { text: locked ? t('door_locked') : t('door_skipped', { why: error ?? '' }), well: false };
    }
    case 'failed':
      return { text: t('door_failed'), well: false };
    case 'expired':
      return { text: t('door_expired'), well: false };
  }
}
