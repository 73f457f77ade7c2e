import { useId, useState } from 'preact/hooks';
import {
  RULE_LIMITS,
  type RuleAction,
  type WebhookTestResult,
} from '../../../../edge-server/contract/rules.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';

const NEW: Record<RuleAction['type'], RuleAction> = {
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
  const put = (index: number, action: RuleAction) =>
    onChange(actions.map((old, n) => (n === index ? action : old)));
  return (
    <fieldset class="form-field">
      <legend>{t('actions')}</legend>
      <p class="hint">{t('actions_hint')}</p>
      <ul class="action-list">
        {actions.map((action, index) => (
          <li key={index}>
            <Action app={app} calls={calls} action={action} onChange={(to) => put(index, to)} />
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
              const kind = KINDS.find((one) => one === event.currentTarget.value);
              if (kind) onChange([...actions, { ...NEW[kind] }]);
              event.currentTarget.value = '';
            }}
          >
            <option value="">+ {t('action_add')}</option>
            {KINDS.map((kind) => (
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
  action: RuleAction;
  onChange(action: RuleAction): void;
}

function Action({ app, calls, action, onChange }: ActionProps) {
  const id = useId();
  switch (action.type) {
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
  const [result, setResult] = useState<WebhookTestResult | null>(null);
  const run = async () =>
    setResult(await act(app, () => calls.testWebhook(url), { invalid_request: t('secret_none') }));
  return (
    <div class="try-out">
      <button type="button" class="quiet" disabled={!URL.canParse(url)} onClick={() => void run()}>
        {t('test')}
      </button>
      <span role="status">
        {result &&
          (result.status === null
            ? t('test_failed', { why: result.error ?? '' })
            : t('test_answered', { status: String(result.status) }))}
      </span>
    </div>
  );
}
