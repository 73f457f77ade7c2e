import { useState } from 'preact/hooks';
import { type ReportSent, ReportState } from '../../../../edge-server/contract/report.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { dateTime, dayInWords } from '../../format/time.ts';
import { sendReport } from './calls.ts';
import { t } from './messages.ts';

const EVERY_MS = 15_000;

/** The weekly report: of whom it may be had, and for admins who gets it when, what became of the last one, and sending it now. */
export function ReportCard({ app }: { app: App }) {
  const query = new URLSearchParams({ language: language.value });
  return (
    <section class="card report-card screen-only" aria-labelledby="report-title">
      <div class="card-head">
        <div>
          <h2 id="report-title">{t('report')}</h2>
          <p class="hint">{t('report_hint')}</p>
        </div>
        <span class="card-actions">
          <a class="quiet button" href={`/api/admin/report.html?${query}`} download="">
            {t('report_html')}
          </a>
          <a class="quiet button" href={`/api/admin/report.csv?${query}`} download="">
            {t('report_csv')}
          </a>
        </span>
      </div>
      {isAdmin(app) && <Plan app={app} />}
    </section>
  );
}

function Plan({ app }: { app: App }) {
  const state = useQuery(app, 'report', () => app.api.get('/api/admin/report', ReportState), {
    every: EVERY_MS,
    events: ['settings'],
  });
  const [sent, setSent] = useState<ReportSent | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setSent(await act(app, () => sendReport(app.api)));
    setBusy(false);
    state.refresh();
  };
  const at = (time: string) => dateTime(time, language.value, app.live.zone.value);
  return (
    <AsyncView app={app} of={state} skeleton={<span />}>
      {({ next_at, receivers, folder, last, week }) => {
        const nobody = receivers.length === 0 && !folder;
        return (
          <>
            <dl class="report-plan">
              <div>
                <dt>{t('report_next')}</dt>
                <dd>
                  {next_at === null ? t('report_off') : at(next_at)}{' '}
                  <a href={hrefOf('settings')}>{t('report_when')}</a>
                </dd>
              </div>
              <div>
                <dt>{t('report_to')}</dt>
                <dd>
                  {nobody ? (
                    t('report_nobody')
                  ) : (
                    <bdi>{[...receivers, ...(folder ? [t('report_folder')] : [])].join(', ')}</bdi>
                  )}{' '}
                  <a href={hrefOf('alarms', ['told'])}>{t('report_who')}</a>
                </dd>
              </div>
              {last?.made_at && (
                <div>
                  <dt>{t('report_last', { day: dayInWords(last.week, language.value) })}</dt>
                  <dd>
                    {last.mails.map(({ way, name, sent_at, error, waiting }) => (
                      <p key={way} class={error === null ? '' : 'form-problem'}>
                        <bdi>{name}</bdi>:{' '}
                        {sent_at !== null
                          ? t('report_sent_at', { at: at(sent_at) })
                          : error === null
                            ? t('report_sending')
                            : t(waiting ? 'report_again' : 'report_failed', { why: error })}
                      </p>
                    ))}
                    {last.file && (
                      <p class={last.file.error === null ? '' : 'form-problem'}>
                        {last.file.error === null
                          ? t('report_kept', { name: last.file.name })
                          : t('report_not_kept', { why: last.file.error })}
                      </p>
                    )}
                  </dd>
                </div>
              )}
            </dl>
            <div class="report-now">
              <button type="button" class="primary" disabled={busy || nobody} onClick={() => void send()}>
                {t('report_send')}
              </button>
              <p class="hint">{t('report_week', { day: dayInWords(week, language.value) })}</p>
              <div role="status">
                {sent?.to.map(({ name, error }) => (
                  <p key={name} class={error === null ? '' : 'form-problem'}>
                    <bdi>{name}</bdi>: {error === null ? t('report_done') : error}
                  </p>
                ))}
              </div>
            </div>
          </>
        );
      }}
    </AsyncView>
  );
}
