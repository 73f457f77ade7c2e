import { useMemo } from 'preact/hooks';
import { GUIDE_STEPS } from '../../../../edge-server/contract/guide.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { Notice } from '../../components/notice.tsx';
import { guideCalls } from '../guide/calls.ts';
import { t } from '../guide/messages.ts';
import { NobodyTold } from './nobody-told.tsx';

/** Offers an admin to go on with the set-up of the kiosk, until it is over; then says what it left open that somebody may need. */
export function GuideOffer({ app }: { app: App }) {
  const calls = useMemo(() => guideCalls(app.api), [app]);
  const guide = useQuery(app, 'guide', calls.read, { every: null });
  const known = guide.resource.value.data;
  if (known === null) return null;
  if (known.over) return <NobodyTold app={app} />;
  const end = async () => {
    const now = await act(app, calls.end);
    if (now === null) return;
    guide.set(now);
    app.toasts.show(t('ended'));
  };
  const n = GUIDE_STEPS.filter((step) => known.steps[step] === 'done').length;
  return (
    <Notice tone="simulated" icon="settings">
      <p>{t('offer', { n, of: GUIDE_STEPS.length })}</p>
      <p class="offer-buttons">
        <a class="primary button" href={hrefOf('guide')}>
          {t('offer_go')}
        </a>
        <button type="button" class="quiet" onClick={() => void end()}>
          {t('offer_end')}
        </button>
      </p>
    </Notice>
  );
}
