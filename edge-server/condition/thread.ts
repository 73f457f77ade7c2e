import { parentPort } from 'node:worker_threads';
import jsonata from 'jsonata';

/** What condition.ts asks of its thread. */
export interface Question {
  condition: string;
  input: unknown;
}

/** What came of it; `cpu` is the µs that this thread has worked in its life. */
export type Answer = { cpu: number } & ({ kind: 'ready' } | Result);
type Result = { kind: 'value'; value: boolean } | { kind: 'syntax' | 'failed'; message: string };

/** Compiled conditions; a site has few, and a trial brings one more. */
const MOST_COMPILED = 100;
const compiled = new Map<string, jsonata.Expression>();

function compile(condition: string): jsonata.Expression {
  let expression = compiled.get(condition);
  if (expression === undefined) {
    expression = jsonata(condition);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(condition, expression);
  }
  return expression;
}

async function answer({ condition, input }: Question): Promise<Result> {
  let expression: jsonata.Expression;
  try {
    expression = compile(condition);
  } catch (error) {
    return { kind: 'syntax', message: messageOf(error) };
  }
  try {
    const value: unknown = await expression.evaluate(input);
    // A path that leads nowhere gives undefined: what is missing is not so.
    if (typeof value === 'boolean' || value === undefined) return { kind: 'value', value: value === true };
    return { kind: 'failed', message: 'the condition gives a value that is neither true nor false' };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

/** JSONata throws plain objects with code, message and position. */
function messageOf(error: unknown): string {
  const { message, position } = error as { message?: unknown; position?: unknown };
  const where = typeof position === 'number' ? ` (at character ${position})` : '';
  return `${typeof message === 'string' ? message : String(error)}${where}`;
}

const cpu = () => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

parentPort?.on('message', (question: Question) => {
  void answer(question).then((result) => parentPort?.postMessage({ ...result, cpu: cpu() }));
});
parentPort?.postMessage({ kind: 'ready', cpu: cpu() } satisfies Answer);
