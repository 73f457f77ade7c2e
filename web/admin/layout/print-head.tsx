import { language } from '../../shared/language.ts';
import { type App, isFleet } from '../app/app.ts';
import { Printed } from '../components/printed.tsx';
import { dateTime } from '../format/time.ts';
import { t } from '../messages/text.ts';
import { placeIn } from '../state/place.ts';

/** The head of a paper: of which site and kiosk it is, and when it was printed. */
export function PrintHead({ app }: { app: App }) {
  const head = () => {
    const { live, router } = app;
    const { kiosk, site } = placeIn(router.place.value.query);
    const id = isFleet(app) ? kiosk : live.health.value.data?.kiosk_id;
    const names = [live.settings.value?.siteName, site, id ? t('kiosk', { id }) : isFleet(app) && t('fleet')];
    const at = `${dateTime(live.now.value, language.value, live.zone.value)} (${live.zone.value})`;
    return (
      <p class="print-head">
        <strong>{['KF99', ...names].filter(Boolean).join(' · ')}</strong>
        <span>{t('printed', { at })}</span>
      </p>
    );
  };
  return <Printed>{head}</Printed>;
}
