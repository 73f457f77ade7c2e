import { LANGUAGE_NAMES } from '../../../../edge-server/words/language.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { ago, clockTime } from '../../format/time.ts';
import type { NowCalls } from './calls.ts';
import { t } from './messages.ts';

/** Without any event: the page may have gone silent. */
const EVERY_MS = 15_000;
/** Tones of the kiosk's screens as they are called on these pages. */
const TONES = { calm: '', active: 'staff', pass: 'pass', deny: 'deny', adjust: 'adjust', trouble: 'deny' };

interface KioskScreenProps {
  app: App;
  calls: NowCalls;
}

/** What stands on the kiosk's screen now, and what helps when it is stuck. */
export function KioskScreenCard({ app, calls }: KioskScreenProps) {
  const view = useQuery(app, 'screen', calls.screen, { every: EVERY_MS, events: ['screen'] });
  const kiosk = app.live.health.value.data?.parts.kiosk;
  const silent = kiosk?.status === 'down' ? kiosk.last_seen_ms : null;
  const ask = async (what: 'reload' | 'restart') => {
    const done = await act(app, async () => {
      await calls[what]();
      return true;
    });
    if (done) app.toasts.show(t(`${what}_asked`));
  };
  return (
    <section class="card kiosk-screen" aria-labelledby="screen-title">
      <div class="card-head">
        <h2 id="screen-title">{t('screen')}</h2>
      </div>
      <AsyncView app={app} of={view}>
        {({ screen, opened_at }) => (
          <>
            {silent !== null && (
              <p class="screen-silent">{t('screen_silent', { ago: ago(silent, language.value) })}</p>
            )}
            {screen === null ? (
              <p class="hint">{t('screen_never')}</p>
            ) : (
              <div class={`screen ${silent === null ? TONES[screen.tone] : 'old'}`} data-scene={screen.scene}>
                {(screen.words[language.value] ?? []).map((line, n) => (
                  <p key={line} class={n === 0 ? 'screen-title' : ''}>
                    {line}
                  </p>
                ))}
              </div>
            )}
            {screen !== null && screen.language !== language.value && (
              <p class="hint">
                {t('screen_language', { language: LANGUAGE_NAMES[screen.language] })}{' '}
                <span lang={screen.language}>{screen.words[screen.language]?.[0]}</span>
              </p>
            )}
            {opened_at !== null && (
              <p class="hint">
                {t('screen_since', { at: clockTime(opened_at, language.value, app.live.zone.value) })}
              </p>
            )}
          </>
        )}
      </AsyncView>
      <div class="buttons">
        <button type="button" class="quiet" onClick={() => void ask('reload')}>
          {t('reload')}
        </button>
        <button type="button" class="quiet" onClick={() => void ask('restart')}>
          {t('restart')}
        </button>
      </div>
    </section>
  );
}
