import { useId, useState } from 'preact/hooks';
import type { AuditList } from '../../../../edge-server/contract/access.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Empty } from '../../components/error-view.tsx';
import { dateTime } from '../../format/time.ts';
import { auditActor, auditWords } from './audit-words.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';

/** The kinds of actions: what stands before the point of each. */
const KINDS = [
  'user',
  'token',
  'pairing',
  'settings',
  'rule',
  'alarm',
  'door',
  'camera',
  'webhook',
  'way',
  'duty',
  'push',
  'thermometer',
  'visits',
] as const;
const PAGE = 30;

/** Who changed what: filtered by the address, older pages on demand. */
export function AuditLog({ app, calls }: { app: App; calls: PeopleCalls }) {
  const id = useId();
  const { query } = app.router.place.value;
  const [action, text] = [query.get('action'), query.get('text')];
  const [busy, setBusy] = useState(false);
  const log = useQuery(
    app,
    `audit ${action} ${text}`,
    () => calls.audit(PAGE, { action, text, before: null }),
    {
      every: null,
      events: ['settings', 'alarm'],
    },
  );
  const older = async (held: AuditList) => {
    setBusy(true);
    const more = await act(app, () => calls.audit(PAGE, { action, text, before: held.next }));
    setBusy(false);
    if (more) log.set({ entries: [...held.entries, ...more.entries], next: more.next });
  };
  return (
    <section class="card" aria-labelledby="audit-title">
      <div class="card-head">
        <div>
          <h2 id="audit-title">{t('audit')}</h2>
          <p class="hint">{t('audit_hint')}</p>
        </div>
        <search class="form-row filters">
          <label>
            <span class="unseen">{t('audit_kind')}</span>
            <select
              value={action ?? ''}
              onChange={(event) => app.router.query({ action: event.currentTarget.value }, true)}
            >
              <option value="">{t('audit_all')}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(kind === 'thermometer' ? 'kind_calibration' : `kind_${kind}`)}
                </option>
              ))}
            </select>
          </label>
          <label for={`${id}-text`}>
            <span class="unseen">{t('audit_search')}</span>
            <input
              id={`${id}-text`}
              type="search"
              value={text ?? ''}
              maxLength={80}
              placeholder={t('audit_search')}
              onInput={(event) => app.router.query({ text: event.currentTarget.value }, false)}
            />
          </label>
        </search>
      </div>
      <AsyncView app={app} of={log}>
        {(held) =>
          held.entries.length === 0 ? (
            <Empty title={t('audit_none')} hint={t('audit_none_hint')} />
          ) : (
            <>
              <Entries entries={held.entries} zone={app.live.zone.value} />
              {held.next !== null && (
                <button type="button" class="quiet older" disabled={busy} onClick={() => void older(held)}>
                  {t('older')}
                </button>
              )}
            </>
          )
        }
      </AsyncView>
    </section>
  );
}

function Entries({ entries, zone }: { entries: AuditList['entries']; zone: string }) {
  return (
    <ol class="audit-list">
      {entries.map(({ id, at, actor, action, target, before, after }) => (
        <li key={id}>
          <time dateTime={at}>{dateTime(at, language.value, zone)}</time>
          <span class="audit-what">
            <Sentence actor={actor} action={action} target={target} />
          </span>
          {(before !== null || after !== null) && (
            <details>
              <summary>{t('audit_details')}</summary>
              <pre>{details(before, after)}</pre>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function Sentence({
  actor,
  action,
  target,
}: Pick<AuditList['entries'][number], 'actor' | 'action' | 'target'>) {
  const words = auditWords(action, target, language.value);
  return (
    <span title={`${actor} ${action} ${target}`}>
      <bdi>{auditActor(actor, language.value)}</bdi>
      {' · '}
      {words.before}
      {words.target !== null && <bdi>{words.target}</bdi>}
      {words.after}
    </span>
  );
}

function details(before: unknown, after: unknown): string {
  const lines = [];
  if (before !== null) lines.push(`- ${JSON.stringify(before)}`);
  if (after !== null) lines.push(`+ ${JSON.stringify(after)}`);
  return lines.join('\n');
}
