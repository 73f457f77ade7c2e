import { useId, useState } from 'preact/hooks';
import { RULE_LIMITS, type RuleAction } from '../../../../edge-server/contract/rules.ts';
import type { DeliveryTest, StoredWay } from '../../../../edge-server/contract/ways.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';

const NEW: Record<RuleAction['type'], RuleAction> = {
  staff: { type: 'staff' },
  way: { type: 'way', way: 0 },
  sound: { type: 'sound' },
  lock: { type: 'lock' },
  mqtt: { type: 'mqtt', topic: '' },
  webhook: { type: 'webhook', url: '' },
};
const KINDS = Object.keys(NEW) as RuleAction['type'][];

interface ActionsProps {
  app: App;
  calls: AlarmCalls;
  actions: readonly RuleAction[];
  onChange(actions: RuleAction[]): void;
}

/** What a rule does when it fires, beside its alarm. */
export function Actions({ app, calls, actions, onChange }: ActionsProps) {
  const id = useId();
  const ways = useQuery(app, 'ways', calls.ways, { every: null }).resource.value.data?.ways ?? [];
  // Without a way there is nothing to choose.
  const kinds = KINDS.filter((kind) => kind !== 'way' || ways.length > 0);
  const put = (index: number, action: RuleAction) =>
    onChange(actions.map((old, n) => (n === index ? action : old)));
  return (
    <fieldset class="form-field">
      <legend>{t('actions')}</legend>
      <p class="hint">{t('actions_hint')}</p>
      <ul class="action-list">
        {actions.map((action, index) => (
          <li key={index}>
            <Action app={app} calls={calls} ways={ways} action={action} onChange={(to) => put(index, to)} />
            <button
              type="button"
              class="quiet"
              aria-label={t('action_remove', { what: t(`action_${action.type}`) })}
              onClick={() => onChange(actions.filter((_, n) => n !== index))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      {actions.length < RULE_LIMITS.actions && (
        <label for={id}>
          <span class="unseen">{t('action_add')}</span>
          <select
            id={id}
            value=""
            onChange={(event) => {
              const kind = kinds.find((one) => one === event.currentTarget.value);
              if (kind === 'way') onChange([...actions, { type: 'way', way: ways[0]!.id }]);
              else if (kind) onChange([...actions, { ...NEW[kind] }]);
              event.currentTarget.value = '';
            }}
          >
            <option value="">+ {t('action_add')}</option>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`action_${kind}`)}
              </option>
            ))}
          </select>
        </label>
      )}
    </fieldset>
  );
}

interface ActionProps {
  app: App;
  calls: AlarmCalls;
  ways: readonly StoredWay[];
  action: RuleAction;
  onChange(action: RuleAction): void;
}

function Action({ app, calls, ways, action, onChange }: ActionProps) {
  const id = useId();
  switch (action.type) {
    case 'way':
      return (
        <label for={id}>
          {t('action_way')}
          <select
            id={id}
            value={action.way}
            onChange={(event) => onChange({ type: 'way', way: Number(event.currentTarget.value) })}
          >
            {ways.map((way) => (
              <option key={way.id} value={way.id}>
                {way.way.name}
              </option>
            ))}
          </select>
        </label>
      );
    case 'staff':
    case 'sound':
    case 'lock':
      return <span>{t(`action_${action.type}`)}</span>;
    case 'mqtt':
      return (
        <label for={id}>
          {t('action_mqtt')}
          <input
            id={id}
            value={action.topic}
            required
            maxLength={RULE_LIMITS.topicLetters}
            placeholder={t('topic')}
            onInput={(event) => onChange({ type: 'mqtt', topic: event.currentTarget.value })}
          />
        </label>
      );
    case 'webhook':
      return (
        <div>
          <label for={id}>
            {t('action_webhook')}
            <input
              id={id}
              type="url"
              value={action.url}
              required
              maxLength={RULE_LIMITS.urlLetters}
              placeholder="https://"
              onInput={(event) => onChange({ type: 'webhook', url: event.currentTarget.value })}
            />
          </label>
          <WebhookTry app={app} calls={calls} url={action.url} />
        </div>
      );
  }
}

function WebhookTry({ app, calls, url }: { app: App; calls: AlarmCalls; url: string }) {
  const [result, setResult] = useState<DeliveryTest | null>(null);
  const run = async () =>
    setResult(await act(app, () => calls.testWebhook(url), { invalid_request: t('secret_none') }));
  return (
    <div class="try-out">
      <button type="button" class="quiet" disabled={!URL.canParse(url)} onClick={() => void run()}>
        {t('test')}
      </button>
      <span role="status">
        {result && (result.error === null ? t('test_taken') : t('test_failed', { why: result.error }))}
      </span>
    </div>
  );
}
