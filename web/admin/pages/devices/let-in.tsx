import { useId, useState } from 'preact/hooks';
import { NOTE_LETTERS } from '../../../../edge-server/contract/access.ts';
import { StaffReason } from '../../../../edge-server/contract/verdict.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { Dialog } from '../../components/dialog.tsx';
import { clockTime } from '../../format/time.ts';
import { t as frame } from '../../messages/text.ts';
import type { DeviceCalls } from './calls.ts';
import { doorWords } from './door-words.ts';
import { t } from './messages.ts';

/** ms within which a visitor who was not let in may be the one who stands there now. */
const RECENT_MS = 180_000;

interface LetInProps {
  app: App;
  calls: DeviceCalls;
}

/** Lets a person in: a reason by one touch, then the door by another, both at the bottom of a phone. */
export function LetIn({ app, calls }: LetInProps) {
  const [reason, setReason] = useState<StaffReason | null>(null);
  return (
    <section class="card let-in" aria-labelledby="let-in-title">
      <div>
        <h2 id="let-in-title">{t('let_in')}</h2>
        <p class="hint">{t('let_in_hint')}</p>
      </div>
      <div class="let-in-reasons">
        {StaffReason.options.map((option) => (
          <button key={option} type="button" class="quiet" onClick={() => setReason(option)}>
            {t(`reason_${option}`)}
          </button>
        ))}
      </div>
      {reason !== null && <Decide app={app} calls={calls} reason={reason} onClose={() => setReason(null)} />}
    </section>
  );
}

function Decide({ app, calls, reason, onClose }: LetInProps & { reason: StaffReason; onClose: () => void }) {
  const id = useId();
  // One key a decision: a touch that is repeated, or an answer that was lost, opens the door once.
  const [key] = useState(() => newKey());
  const [note, setNote] = useState('');
  const [follows, setFollows] = useState(true);
  const [busy, setBusy] = useState(false);
  const last = useQuery(app, 'last', () => app.api.visits(new URLSearchParams({ limit: '1' })), {
    every: null,
    events: ['visit'],
  });
  const [visit] = last.resource.value.data?.visits ?? [];
  const refused = visit && !visit.ispass && app.live.now.value - Date.parse(visit.visited) < RECENT_MS;
  const open = async () => {
    setBusy(true);
    const attempt_of = refused && follows ? visit.id : null;
    const result = await act(app, () => calls.letIn({ key, reason, note, attempt_of }));
    setBusy(false);
    if (!result) return;
    const { text, well } = doorWords(result.door);
    if (well) app.toasts.show(text);
    else app.toasts.fail(text);
    onClose();
  };
  return (
    <Dialog title={`${t('let_in')}: ${t(`reason_${reason}`)}`} onClose={onClose} onSubmit={() => void open()}>
      {refused && (
        <label class="form-check">
          <input
            type="checkbox"
            checked={follows}
            onChange={(event) => setFollows(event.currentTarget.checked)}
          />
          <span>
            {t('follows', {
              at: clockTime(visit.visited, language.value, app.live.zone.value),
              verdict: frame(`verdict_${visit.verdict}`),
            })}
          </span>
        </label>
      )}
      <div class="form-field">
        <label for={id}>{t('note')}</label>
        <input
          id={id}
          value={note}
          maxLength={NOTE_LETTERS}
          required={reason === 'staff_other'}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {reason === 'staff_other' ? t('note_needed') : ''} {t('note_hint')}
        </p>
      </div>
      <div class="buttons thumb">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {t('open_door')}
        </button>
      </div>
    </Dialog>
  );
}

/** `crypto.randomUUID` is there on secure origins only, and a phone in the hall may come by plain HTTP. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
