import type { ApiError } from '../../shared/call.ts';
import { t } from '../messages/text.ts';

/** Why a log-in did not work, for whoever tried. */
export function loginWords(code: ApiError['code']): string {
  switch (code) {
    case 'wrong_login':
    case 'too_many_logins':
    case 'setup_closed':
    case 'unreachable':
    case 'weak_password':
    case 'wrong_code':
    case 'wrong_code_no_time':
      return t(`login_${code}`);
    case 'invalid_request':
      return t('login_invalid');
    default:
      return t('failed_other');
  }
}
