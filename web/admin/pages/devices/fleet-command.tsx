import { useState } from 'preact/hooks';
import type { CommandStatus } from '../../../../edge-server/contract/fleet-command.ts';
import { language } from '../../../shared/language.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty } from '../../components/error-view.tsx';
import { ago } from '../../format/time.ts';
import { fleetCalls } from '../../state/fleet-calls.ts';
import { t } from './messages.ts';

interface FleetCommandProps {
  app: App;
  kiosk: string;
  command: CommandStatus | null;
}

/** The command of the fleet that a kiosk got last, what became of it, and for an admin the text that it answered. */
export function FleetCommand({ app, kiosk, command }: FleetCommandProps) {
  const [shown, setShown] = useState(false);
  if (command === null) return null;
  const { what, status, says, at } = command;
  const text = status === 'done' && (what === 'doctor' || what === 'log') && isAdmin(app);
  return (
    <>
      <p class="hint">
        {t('command_line', {
          what: t(`command_${what}`),
          state: t(`command_${status}`),
          ago: ago(app.live.now.value - Date.parse(at), language.value),
        })}
        {says && <span lang="en">: {says}</span>}
      </p>
      {text && (
        <button type="button" class="quiet" onClick={() => setShown(true)}>
          {t('answer_show')}
        </button>
      )}
      {/* Beside the line, not in it: the dialog would have its small grey letters. */}
      {shown && <Answer app={app} kiosk={kiosk} onClose={() => setShown(false)} />}
    </>
  );
}

function Answer({ app, kiosk, onClose }: { app: App; kiosk: string; onClose(): void }) {
  const answer = useQuery(app, `answer ${kiosk}`, () => fleetCalls(app.api).answer(kiosk), { every: null });
  return (
    <Dialog title={t('answer_title', { kiosk })} onClose={onClose} onSubmit={onClose}>
      <AsyncView app={app} of={answer}>
        {({ answer: given }) =>
          given === null ? (
            <Empty title={t('answer_none')} hint={t('answer_none_hint')} />
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys, too
            <pre class="answer" lang="en" tabIndex={0}>
              {given.text}
            </pre>
          )
        }
      </AsyncView>
      <div class="buttons">
        <button type="submit" class="primary">
          {t('close')}
        </button>
      </div>
    </Dialog>
  );
}
