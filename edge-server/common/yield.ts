import { constants, setPriority } from 'node:os';

/** Rows may wait, a visitor may not: making the first database alone keeps a core busy for ten seconds. */
export function yieldToVerdicts(): void {
  setPriority(constants.priority.PRIORITY_LOW);
}
