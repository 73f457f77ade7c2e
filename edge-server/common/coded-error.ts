import type { ProblemCode } from '../contract/index.ts';

/**
 * Something that was asked for and is not done, for a reason that who asked can act on. The API answers it as a
 * problem of this code; each part has a class of its own that says which codes it uses.
 */
export class CodedError<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name: string = 'CodedError';
  readonly code: Code;
  /** What the code's own sentence does not say. */
  readonly detail: string | undefined;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(code: Code, detail?: string, retryAfter?: number) {
    super(detail ?? code);
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}
