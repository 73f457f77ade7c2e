import { useEffect, useState } from 'preact/hooks';
import type { RuleSource, RuleTrial } from '../../../../edge-server/contract/rules.ts';
import { ApiError } from '../../../shared/call.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { dateTime } from '../../format/time.ts';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';

interface TryOutProps {
  app: App;
  calls: AlarmCalls;
  source: RuleSource;
  condition: string;
  /** The rule counts how often it is so, which is not tried. */
  counted: boolean;
}

/** Runs the condition over what was seen last; stores nothing. A changed condition's result goes. */
export function TryOut({ app, calls, source, condition, counted }: TryOutProps) {
  const [trial, setTrial] = useState<RuleTrial | null>(null);
  const [refused, setRefused] = useState('');
  useEffect(() => {
    setTrial(null);
    setRefused('');
  }, [source, condition]);
  const run = async () => {
    const work = async () => {
      try {
        return await calls.tryOut({ source, condition });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'invalid_request') throw error;
        setRefused(t('refused', { detail: error.detail }));
        return null;
      }
    };
    setTrial(await act(app, work));
  };
  const last = trial?.matches[0];
  return (
    <div class="try-out">
      <button type="button" class="quiet" disabled={condition === ''} onClick={() => void run()}>
        {t('try')}
      </button>
      <div role="status">
        {refused && <p class="form-problem">{refused}</p>}
        {trial && (
          <>
            <p>
              {trial.tried === 0 ? t('try_none') : resultWords(source, trial)}{' '}
              {last &&
                source !== 'health' &&
                t('try_last', { at: dateTime(last, language.value, app.live.zone.value) })}{' '}
              {counted && trial.tried > 0 && t('try_counted')}
            </p>
            {trial.failed > 0 && (
              <p class="hint">
                {t('try_failed', { n: trial.failed })} <span lang="en">{trial.error}</span>
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** The state is one, everything else was seen many times. */
function resultWords(source: RuleSource, { tried, matched }: RuleTrial): string {
  if (source === 'health') return t(matched > 0 ? 'try_health_true' : 'try_health_false');
  return t(`try_result_${source}`, { tried, matched });
}
