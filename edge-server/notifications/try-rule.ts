import type { Clock } from '../clock/clock.ts';
import { ConditionRunner } from '../condition/condition.ts';
import { ConditionError } from '../condition/error.ts';
import type { RuleTrial, RuleTry } from '../contract/index.ts';

/** ms that a trial takes at the most; what it has not tried by then it leaves out. */
const TRIAL_MS = 3000;
const MOST_MATCHES = 10;

/** Something that was seen, and when. */
export interface Seen {
  at: string;
  input: unknown;
}

/**
 * Runs a condition over what was seen last, newest first, in a thread of its own, so that a bad one does not
 * hold up the rules.
 * @throws {ConditionError} `syntax` or `too_slow`: such a condition can't be saved
 */
export async function tryCondition(
  { condition }: RuleTry,
  seen: readonly Seen[],
  clock: Clock,
): Promise<RuleTrial> {
  const runner = new ConditionRunner();
  const trial: RuleTrial = { tried: 0, matched: 0, failed: 0, error: null, matches: [] };
  const end = clock.monotonic() + TRIAL_MS;
  try {
    if (seen.length === 0) await checkSyntax(runner, condition);
    for (const { at, input } of seen) {
      if (clock.monotonic() > end) break;
      trial.tried += 1;
      try {
        if (!(await runner.evaluate(condition, input))) continue;
        trial.matched += 1;
        if (trial.matches.length < MOST_MATCHES) trial.matches.push(at);
      } catch (error) {
        if (!(error instanceof ConditionError) || error.code !== 'failed') throw error;
        trial.failed += 1;
        trial.error ??= error.message;
      }
    }
    return trial;
  } finally {
    await runner.close();
  }
}

/** With nothing to try it on, a condition can still be no condition. */
async function checkSyntax(runner: ConditionRunner, condition: string): Promise<void> {
  await runner.evaluate(condition, {}).catch((error: unknown) => {
    if (!(error instanceof ConditionError) || error.code !== 'failed') throw error;
  });
}
