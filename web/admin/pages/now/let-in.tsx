import { useId, useState } from 'preact/hooks';
import { NOTE_LETTERS } from '../../../../edge-server/contract/access.ts';
import { StaffReason } from '../../../../edge-server/contract/verdict.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import { reasonWords } from '../../components/visit-cells.tsx';
import { clockTime } from '../../format/time.ts';
import type { VisitRow } from '../../format/visit.ts';
import { t as frame } from '../../messages/text.ts';
import type { NowCalls } from './calls.ts';
import { doorWords } from './door-words.ts';
import { t } from './messages.ts';
import '../../components/forms.css';

/** ms within which a visitor who was not let in may be the one who stands there now. */
const RECENT_MS = 180_000;
/** Visitors to choose from. */
const MOST = 3;
const NOBODY = 'nobody';

interface LetInProps {
  app: App;
  calls: NowCalls;
  /** Newest first. */
  visits: readonly VisitRow[];
}

/**
 * Lets a person in: who it is, the last one who was denied unless another is chosen, a reason by one touch, then the
 * door by another. Nobody has to type.
 */
export function LetIn({ app, calls, visits }: LetInProps) {
  const name = useId();
  const [reason, setReason] = useState<StaffReason | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const now = app.live.now.value;
  const denied = visits
    .filter(({ ispass, visited }) => !ispass && now - Date.parse(visited) < RECENT_MS)
    .slice(0, MOST);
  const who = chosen === NOBODY ? null : (denied.find(({ id }) => id === chosen) ?? denied[0] ?? null);
  return (
    <section class="card let-in" aria-labelledby="let-in-title">
      <div>
        <h2 id="let-in-title">{t('let_in')}</h2>
        <p class="hint">{t('let_in_hint')}</p>
      </div>
      {denied.length > 0 && (
        <fieldset class="let-in-who">
          <legend class="unseen">{t('let_in_who')}</legend>
          {denied.map((visit) => (
            <label key={visit.id} class="visitor-choice">
              <input
                type="radio"
                name={name}
                checked={who?.id === visit.id}
                onChange={() => setChosen(visit.id)}
              />
              <span>{visitorWords(app, visit)}</span>
            </label>
          ))}
          <label class="visitor-choice">
            <input type="radio" name={name} checked={who === null} onChange={() => setChosen(NOBODY)} />
            <span>{t('somebody_else')}</span>
          </label>
        </fieldset>
      )}
      <div class="let-in-reasons">
        {StaffReason.options.map((option) => (
          <button key={option} type="button" class="quiet" onClick={() => setReason(option)}>
            {t(`reason_${option}`)}
          </button>
        ))}
      </div>
      {reason !== null && (
        <Decide app={app} calls={calls} reason={reason} who={who} onClose={() => setReason(null)} />
      )}
    </section>
  );
}

/** `10:32:05, no mask`. */
function visitorWords(app: App, { visited, reasons, verdict }: VisitRow): string {
  const at = clockTime(visited, language.value, app.live.zone.value);
  const [why] = reasons;
  return t('visitor', { at, why: why ? reasonWords(why) : frame(`verdict_${verdict}`) });
}

interface DecideProps {
  app: App;
  calls: NowCalls;
  reason: StaffReason;
  who: VisitRow | null;
  onClose: () => void;
}

function Decide({ app, calls, reason, who, onClose }: DecideProps) {
  const id = useId();
  // One key a decision: a touch that is repeated, or an answer that was lost, opens the door once.
  const [key] = useState(() => newKey());
  // A visitor who is denied meanwhile is not the one whom the guard has chosen.
  const [visit] = useState(who);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    const result = await act(app, () => calls.letIn({ key, reason, note, attempt_of: visit?.id ?? null }));
    setBusy(false);
    if (!result) return;
    const { text, well } = doorWords(result.door);
    if (well) app.toasts.show(text);
    else app.toasts.fail(text);
    onClose();
  };
  return (
    <Dialog title={`${t('let_in')}: ${t(`reason_${reason}`)}`} onClose={onClose} onSubmit={() => void open()}>
      {visit && <p>{visitorWords(app, visit)}</p>}
      <details>
        <summary>{t('note')}</summary>
        <input
          id={id}
          aria-label={t('note')}
          value={note}
          maxLength={NOTE_LETTERS}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {t('note_hint')}
        </p>
      </details>
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
