/** The process that conditions are evaluated in (condition.ts); its thread may spin, it itself always answers. */
import { ConditionError } from './error.ts';
import type { Question } from './thread.ts';
import { ConditionWatch } from './watch.ts';

/** What it tells; a failure has the fields of a `ConditionError`. */
export type Reply =
  | { kind: 'ready' }
  | { kind: 'value'; value: boolean }
  | { kind: 'failure'; code: ConditionError['code']; message: string };

const watch = new ConditionWatch();

async function reply(question: Question): Promise<Reply> {
  try {
    return { kind: 'value', value: await watch.ask(question) };
  } catch (error) {
    const { message } = error as Error;
    // What is not about the condition is about the machine, as a thread that could not start.
    return { kind: 'failure', code: error instanceof ConditionError ? error.code : 'busy', message };
  }
}

process.on('message', (question: Question) => {
  void reply(question).then((answer) => process.send?.(answer));
});
// The server ends it, or takes it along: Ctrl-C comes to both at once, and must not look like a condition's fault.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.send?.({ kind: 'ready' } satisfies Reply);
