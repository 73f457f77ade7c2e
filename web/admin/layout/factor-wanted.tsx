import type { App } from '../app/app.ts';
import { hrefOf } from '../app/router.ts';
import { Notice } from '../components/notice.tsx';
import { t } from '../messages/text.ts';

/** Tells an admin why so little can be done, and where that is mended. */
export function FactorWanted({ app }: { app: App }) {
  const state = app.session.state.value;
  if (state.at !== 'in' || state.user.second_factor !== 'wanted') return null;
  return (
    <Notice tone="adjust">
      <p>
        {t('factor_wanted')} <a href={hrefOf('people')}>{t('factor_wanted_go')}</a>
      </p>
    </Notice>
  );
}
