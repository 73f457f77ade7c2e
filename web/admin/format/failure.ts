import type { ApiError } from '../../shared/call.ts';
import { t } from '../messages/text.ts';

/** What a failed call means for whoever looks: title and hint. */
export function failureWords(code: ApiError['code']): [title: string, hint: string] {
  switch (code) {
    case 'unreachable':
      return [t('server_away'), t('server_away_empty')];
    case 'unreadable':
      return [t('failed'), t('failed_unreadable')];
    case 'not_ready':
      return [t('failed'), t('failed_not_ready')];
    case 'cloud_away':
      return [t('failed'), t('failed_cloud_away')];
    case 'store_full':
      return [t('failed'), t('failed_store_full')];
    case 'forbidden':
      return [t('admins_only'), t('admins_only_hint')];
    case 'factor_wanted':
      return [t('admins_only'), t('factor_wanted')];
    case 'not_found':
      return [t('no_page'), t('not_found_hint')];
    default:
      return [t('failed'), t('failed_other')];
  }
}
