import { useState } from 'preact/hooks';
import { act } from '../../app/act.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { hrefOf } from '../../app/router.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icons.tsx';
import type { NowCalls } from './calls.ts';
import { pulseWords } from './door-words.ts';
import { t } from './messages.ts';

const CONTACT_TONES = { unknown: 'off', closed: 'pass', open: 'adjust', left_open: 'deny', forced: 'deny' };

/** How the door is, and for admins a pulse by which they see whether relay and lock work. */
export function DoorCard({ app, calls }: { app: App; calls: NowCalls }) {
  const [asking, setAsking] = useState(false);
  const door = app.live.health.value.data?.parts.door;
  const test = async () => {
    setAsking(false);
    const pulse = await act(app, calls.testDoor);
    if (pulse === null) return;
    const { text, well } = pulseWords(pulse);
    if (well) app.toasts.show(text);
    else app.toasts.fail(text);
  };
  const tone = door?.locked ? 'deny' : 'pass';
  return (
    <section class="card door-card" aria-labelledby="door-title">
      <div class="card-head">
        <h2 id="door-title">{t('door')}</h2>
        {door && (
          <p class={`chip ${tone}`}>
            <Icon name={tone} />
            {t(door.locked ? 'door_shut' : 'door_free')}
          </p>
        )}
      </div>
      {door && door.contact !== 'off' && (
        <p class={`door-contact ${CONTACT_TONES[door.contact]}`} role="status" data-contact={door.contact}>
          <Icon
            name={door.contact === 'closed' ? 'pass' : door.contact === 'unknown' ? 'waiting' : 'adjust'}
          />
          {t(`contact_${door.contact}`)}
        </p>
      )}
      {door?.locked && <a href={hrefOf('alarms')}>{t('door_unlock')}</a>}
      {isAdmin(app) && (
        <button type="button" class="quiet" aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {t('door_test')}
        </button>
      )}
      {asking && (
        <Confirm
          title={t('door_test')}
          text={t('door_test_text')}
          yes={t('open_door')}
          no={t('cancel')}
          onYes={() => void test()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
