import { AUDIT_ACTIONS, AUDIT_ACTORS } from '../../../../edge-server/words/audit/index.ts';
import type { StaffLanguage } from '../../../../edge-server/words/language.ts';

/** A sentence in pieces, so that a name of any script keeps its own direction. Unknown actions say their code. */
export function auditWords(
  action: string,
  target: string,
  language: StaffLanguage,
): { before: string; target: string | null; after: string } {
  const words = AUDIT_ACTIONS[action]?.[language];
  // "user:김민수" is shown as "김민수".
  const name = target.replace(/^[a-z]+:/, '');
  if (words === undefined) return { before: `${action} `, target: name, after: '' };
  const [before, after] = words.split('{target}');
  return after === undefined
    ? { before: before!, target: null, after: '' }
    : { before: before!, target: name, after };
}

/** Who acted: people and tokens by their names, the machine itself in words. */
export function auditActor(actor: string, language: StaffLanguage): string {
  return AUDIT_ACTORS[actor]?.[language] ?? actor.replace(/^[a-z]+:/, '');
}
