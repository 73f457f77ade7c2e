/** Why somebody is not let in, or may not change an account. */
export type AccessRefusal =
  | 'wrong_login'
  | 'too_many_logins'
  | 'setup_closed'
  | 'name_taken'
  | 'last_admin'
  | 'not_found';

export class AccessError extends Error {
  override readonly name = 'AccessError';
  readonly code: AccessRefusal;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(code: AccessRefusal, retryAfter?: number) {
    super(code);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
