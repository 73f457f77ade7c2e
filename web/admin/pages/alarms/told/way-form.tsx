import { useId, useState } from 'preact/hooks';
import { type StoredWay, WAY_LIMITS } from '../../../../../edge-server/contract/ways.ts';
import { ApiError } from '../../../../shared/call.ts';
import { act } from '../../../app/act.ts';
import type { App } from '../../../app/app.ts';
import { useQuery } from '../../../app/query.ts';
import { Dialog } from '../../../components/dialog.tsx';
import type { ToldCalls } from './calls.ts';
import { t } from './messages.ts';
import {
  draftOf,
  isSecret,
  missingIn,
  newDraft,
  WAY_FIELDS,
  WAY_HINTS,
  WAY_KINDS,
  type WayDraft,
  type WayField,
  wayOf,
} from './way-draft.ts';

interface WayFormProps {
  app: App;
  calls: ToldCalls;
  /** Null for a new one. */
  way: StoredWay | null;
  onClose(): void;
  onSaved(): void;
}

/** A way: its kind, and what this kind needs. */
export function WayForm({ app, calls, way, onClose, onSaved }: WayFormProps) {
  const id = useId();
  const [draft, setDraft] = useState(() =>
    way ? draftOf(way) : newDraft('email', { name: '', person: null }),
  );
  const [refused, setRefused] = useState('');
  const people = useQuery(app, 'users', calls.users, { every: null }).resource.value.data?.users ?? [];
  const ready = wayOf(draft);
  const missing = missingIn(draft, way?.has_secret === true);
  const save = async () => {
    if (ready === null || missing.length > 0) return;
    setRefused('');
    const work = async () => {
      try {
        return await (way === null ? calls.addWay(ready) : calls.replaceWay(way.id, ready));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'invalid_request') throw error;
        setRefused(t('refused', { detail: error.detail }));
        return null;
      }
    };
    if (!(await act(app, work))) return;
    app.toasts.show(t('saved'));
    onSaved();
  };
  return (
    <Dialog title={way?.way.name ?? t('way_add')} onClose={onClose} onSubmit={() => void save()}>
      {way === null && (
        <div class="form-field">
          <label for={`${id}-kind`}>{t('way_kind')}</label>
          <select
            id={`${id}-kind`}
            value={draft.kind}
            onChange={(event) => {
              const kind = WAY_KINDS.find((one) => one === event.currentTarget.value);
              if (kind) setDraft(newDraft(kind, draft));
            }}
          >
            {WAY_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind_${kind}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="form-field">
        <label for={`${id}-name`}>{t('name')}</label>
        <input
          id={`${id}-name`}
          value={draft.name}
          required
          maxLength={WAY_LIMITS.nameLetters}
          autocomplete="off"
          onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
      </div>
      <div class="form-field">
        <label for={`${id}-person`}>{t('person')}</label>
        <select
          id={`${id}-person`}
          value={String(draft.person ?? '')}
          onChange={(event) => setDraft({ ...draft, person: Number(event.currentTarget.value) || null })}
        >
          <option value="">{t('person_site')}</option>
          {people.map((person) => (
            <option key={person.id} value={String(person.id)}>
              {person.name}
            </option>
          ))}
        </select>
      </div>
      <div class="way-fields">
        {WAY_FIELDS[draft.kind].map((field) => (
          <TextField
            key={`${draft.kind} ${field}`}
            kind={draft.kind}
            field={field}
            value={draft.fields[field] ?? ''}
            kept={isSecret(draft.kind, field) && way?.has_secret === true}
            onInput={(value) => setDraft({ ...draft, fields: { ...draft.fields, [field]: value } })}
          />
        ))}
      </div>
      {missing.length > 0 && (
        <p class="hint">
          {t('missing', {
            fields: missing.map((field) => t(field === 'name' ? field : `field_${field}`)).join(', '),
          })}
        </p>
      )}
      <p class="form-problem" role="alert">
        {refused}
      </p>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary" disabled={missing.length > 0}>
          {t('save')}
        </button>
      </div>
    </Dialog>
  );
}

interface TextFieldProps {
  kind: WayDraft['kind'];
  field: WayField;
  value: string;
  /** A secret that the server has already. */
  kept: boolean;
  onInput(value: string): void;
}

/** Their words, by the values after the underscore. */
const OPTIONS = {
  security: ['security_starttls', 'security_tls', 'security_none'],
  report: ['report_no', 'report_also', 'report_only'],
} as const;

function TextField({ kind, field, value, kept, onInput }: TextFieldProps) {
  const id = useId();
  const secret = isSecret(kind, field);
  const about = WAY_HINTS[`${kind} ${field}`];
  const hint = kept ? t('secret_kept') : about ? t(about) : '';
  return (
    <div class="form-field">
      <label for={id}>{t(`field_${field}`)}</label>
      {field === 'security' || field === 'report' ? (
        <select id={id} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
          {OPTIONS[field].map((one) => (
            <option key={one} value={one.split('_')[1]}>
              {t(one)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          {...(secret ? { type: 'password' as const } : { type: 'text' as const })}
          // Not the password of whoever is logged in here.
          autocomplete={secret ? 'new-password' : 'off'}
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
