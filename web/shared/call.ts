import type { z } from 'zod';
import { Problem, type ProblemCode } from '../../edge-server/contract/problem.ts';

/**
 * A call that gave no data: the code of the server's problem, `unreachable` when there was no answer within
 * the limit, or `unreadable` when the answer was not what the contract says (page and server differ in version).
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ProblemCode | 'unreachable' | 'unreadable';
  /** Where the request was wrong, as `path: message`; empty when the server did not say. */
  readonly detail: string;

  constructor(code: ApiError['code'], message: string, options?: ErrorOptions & { detail?: string }) {
    super(message, options);
    this.code = code;
    this.detail = options?.detail ?? '';
  }
}

/**
 * One call to the server, its answer checked against the contract.
 *
 * @throws {ApiError} for every way in which there is no such answer
 */
export async function call<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  init: RequestInit,
  fetcher: typeof fetch = fetch,
): Promise<z.output<Schema>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetcher(path, init);
    body = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  } catch (cause) {
    throw new ApiError('unreachable', 'the server could not be reached', { cause });
  }
  if (!response.ok) throw problemOf(response.status, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError('unreadable', `${path}: the answer is not what this page expects`, {
    cause: parsed.error,
  });
}

/** The error of an answer that is none; `body` as the server sent it. */
export function problemOf(status: number, body: unknown): ApiError {
  const problem = Problem.safeParse(body);
  if (problem.success) {
    const { code, title, detail = '' } = problem.data;
    return new ApiError(code, title, { detail });
  }
  // A gateway before the server answers in its own words when the server is gone.
  const code = status >= 502 && status <= 504 ? 'unreachable' : 'internal';
  return new ApiError(code, `the server answered ${status}`);
}
