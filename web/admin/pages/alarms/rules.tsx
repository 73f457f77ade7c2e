import { useState } from 'preact/hooks';
import type { StoredRule } from '../../../../edge-server/contract/rules.ts';
import { act } from '../../app/act.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Empty } from '../../components/error-view.tsx';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';
import { RuleEditor } from './rule-editor.tsx';
import { WebhookSignature } from './webhook-signature.tsx';

interface RulesProps {
  app: App;
  calls: AlarmCalls;
}

/** The site's rules, and the editor that adds and changes them. */
export function Rules({ app, calls }: RulesProps) {
  const rules = useQuery(app, 'rules', calls.rules, { every: 15_000, events: ['alarm', 'lock'] });
  const [edited, setEdited] = useState<StoredRule | 'new' | null>(null);
  const admin = isAdmin(app);
  const remove = async (rule: StoredRule) => {
    const work = async () => {
      await calls.remove(rule.id);
      return true;
    };
    if (await act(app, work)) {
      const { id: _, disabled: __, active: ___, ...again } = rule;
      const undo = () => void act(app, () => calls.add(again)).then(() => rules.refresh());
      app.toasts.show(t('removed'), undo);
    }
    setEdited(null);
    rules.refresh();
  };
  return (
    <div class="stack">
      <section class="card" aria-labelledby="rules-title">
        <div class="card-head">
          <div>
            <h2 id="rules-title">{t('rules')}</h2>
            <p class="hint">{t('rules_hint')}</p>
          </div>
          {admin && (
            <button type="button" class="primary" onClick={() => setEdited('new')}>
              {t('add')}
            </button>
          )}
        </div>
        <AsyncView app={app} of={rules}>
          {(list) =>
            list.rules.length === 0 ? (
              <Empty title={t('rules_none')} hint={t('rules_none_hint')} />
            ) : (
              <ul class="rows">
                {list.rules.map((rule) => (
                  <li key={rule.id}>
                    <RuleFacts rule={rule} />
                    {admin && (
                      <button type="button" class="quiet" onClick={() => setEdited(rule)}>
                        {t('edit')}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </AsyncView>
      </section>
      {admin && <WebhookSignature app={app} calls={calls} />}
      {edited !== null && (
        <RuleEditor
          app={app}
          calls={calls}
          rule={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null);
            rules.refresh();
          }}
          onRemove={(rule) => void remove(rule)}
        />
      )}
    </div>
  );
}

function RuleFacts({ rule }: { rule: StoredRule }) {
  const kinds = [...new Set(rule.actions.map(({ type }) => type))];
  return (
    <div class="grow">
      <h3>
        <bdi>{rule.name}</bdi> {rule.active && <span class="plain-chip deny">{t('rule_active')}</span>}
        {!rule.enabled && <span class="plain-chip">{t('rule_off')}</span>}
      </h3>
      <p>
        {t(`source_${rule.source}`)}: <code>{rule.condition}</code>
      </p>
      {kinds.length > 0 && <p class="hint">{kinds.map((kind) => t(`action_${kind}`)).join(' · ')}</p>}
      {rule.disabled !== null && <p class="form-problem">{t('rule_disabled', { why: rule.disabled })}</p>}
    </div>
  );
}
