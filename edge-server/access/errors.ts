import { CodedError } from '../common/coded-error.ts';

/** Why somebody is not let in, or may not change an account. */
export type AccessRefusal =
  | 'wrong_login'
  | 'code_required'
  | 'wrong_code'
  | 'wrong_code_no_time'
  | 'factor_there'
  | 'factor_not_begun'
  | 'too_many_logins'
  | 'setup_closed'
  | 'name_taken'
  | 'weak_password'
  | 'last_admin'
  | 'not_found';

export class AccessError extends CodedError<AccessRefusal> {
  override readonly name = 'AccessError';

  /** @param retryAfter seconds */
  constructor(code: AccessRefusal, retryAfter?: number) {
    super(code, undefined, retryAfter);
  }
}
