import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { CalibrationState, ReferenceKind } from '../../../edge-server/contract/calibration.ts';
import { language } from '../../shared/language.ts';
import { celsius, signed } from '../format/celsius.ts';
import { dateTime } from '../format/time.ts';
import { t } from '../messages/text.ts';
import type { CalibrationDialog } from '../state/calibration.ts';
import { Icon } from './icons.tsx';
import { SimulatedMark } from './simulated-mark.tsx';

const REFERENCES: ReferenceKind[] = ['blackbody', 'clinical'];

/** The guided calibration: choose the reference, hold it there until it is steady, type its value, done. */
export function Calibration({ dialog, zone }: { dialog: CalibrationDialog; zone: string }) {
  const host = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    const open = dialog.step.value !== 'closed';
    if (open && !host.current?.open) host.current?.showModal();
    if (!open && host.current?.open) host.current.close();
  });
  const step = dialog.step.value;
  return (
    <dialog ref={host} class="dialog" aria-labelledby="calibration-title" onClose={() => dialog.close()}>
      {step !== 'closed' && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (step === 'choose') dialog.next();
            else if (step === 'measure') void dialog.save();
            else if (step === 'done') dialog.close();
          }}
        >
          <h2 id="calibration-title">
            {t('calibration')} {dialog.state.value?.simulated && <SimulatedMark />}
          </h2>
          {step === 'choose' && <Choose dialog={dialog} zone={zone} />}
          {(step === 'measure' || step === 'saving') && <Measure dialog={dialog} />}
          {step === 'done' && <Done dialog={dialog} />}
          <Trouble dialog={dialog} />
          <Buttons dialog={dialog} />
        </form>
      )}
    </dialog>
  );
}

function Choose({ dialog, zone }: { dialog: CalibrationDialog; zone: string }) {
  return (
    <>
      <fieldset>
        <legend>{t('calibration_reference')}</legend>
        {REFERENCES.map((kind) => (
          <label key={kind} class="option">
            <input
              type="radio"
              name="reference"
              checked={dialog.reference.value === kind}
              onChange={() => (dialog.reference.value = kind)}
            />
            <span>
              {t(`reference_${kind}`)}
              <span class="hint">{t(`reference_${kind}_hint`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <History history={dialog.state.value?.history ?? []} zone={zone} />
    </>
  );
}

function History({ history, zone }: { history: CalibrationState['history']; zone: string }) {
  return (
    <section class="calibrations" aria-labelledby="calibrations-title">
      <h3 id="calibrations-title">{t('calibration_history')}</h3>
      {history.length === 0 && <p class="hint">{t('calibration_history_none')}</p>}
      <ul>
        {history.map(({ id, at, author, reference, reference_c, offset_before, offset_after }) => (
          <li key={id}>
            <time dateTime={at}>{dateTime(at, language.value, zone)}</time>
            <span>
              {t('calibration_preview', { before: signed(offset_before), after: signed(offset_after) })}
            </span>
            <span class="hint">
              {t('calibration_by', {
                author,
                reference: t(`reference_${reference}`),
                value: celsius(reference_c, language.value),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Measure({ dialog }: { dialog: CalibrationDialog }) {
  const simulated = dialog.state.value?.simulated === true;
  const measured = dialog.measured_c.value;
  const reference = dialog.reference_c.value;
  return (
    <>
      <p class="hint">{t(`reference_${dialog.reference.value}_hint`)}</p>
      {simulated && <p class="hint">{t('calibration_simulated')}</p>}
      <Window dialog={dialog} />
      <label class="field">
        <span>{t('calibration_value')}</span>
        <input
          type="text"
          inputMode="decimal"
          autoComplete="off"
          aria-describedby="calibration-value-hint"
          value={dialog.value.value}
          onInput={(event) => (dialog.value.value = event.currentTarget.value)}
        />
        <span class="hint" id="calibration-value-hint">
          {t('calibration_value_hint')}
        </span>
      </label>
      <p class="preview">
        {measured !== null &&
          reference !== null &&
          (dialog.reference.value === 'clinical'
            ? t('calibration_person', { gap: signed(reference - measured) })
            : t('calibration_preview', {
                before: signed(dialog.state.value?.offset_c ?? 0),
                after: signed(reference - measured),
              }))}
      </p>
    </>
  );
}

/** Whether the readings are steady, or what is in the way. */
function Window({ dialog }: { dialog: CalibrationDialog }) {
  const window = dialog.state.value?.window;
  const measured = dialog.measured_c.value;
  const steady = window?.steady === true && measured !== null;
  return (
    <p id="calibration-window" class={`chip ${steady ? 'pass' : 'adjust'}`} role="status">
      <Icon name={steady ? 'pass' : 'waiting'} />
      {steady
        ? t('calibration_steady', {
            value: celsius(measured, language.value),
            spread: celsius(window.spread_c, language.value),
            n: window.readings,
          })
        : t(`fault_${window?.steady === false ? window.fault : 'stale'}`)}
    </p>
  );
}

function Done({ dialog }: { dialog: CalibrationDialog }) {
  const made = dialog.made.value;
  if (!made) return null;
  return (
    <div role="status">
      <p class="chip pass">
        <Icon name="pass" />
        {t('calibration_saved')}
      </p>
      <p class="preview">
        {t('calibration_preview', { before: signed(made.offset_before), after: signed(made.offset_after) })}
      </p>
    </div>
  );
}

function Trouble({ dialog }: { dialog: CalibrationDialog }) {
  const code = dialog.error.value;
  return (
    <div role="alert">
      {code !== null && (
        <p class="chip deny">
          <Icon name="deny" />
          {wordsOf(code, dialog.reference.value)}
        </p>
      )}
    </div>
  );
}

function wordsOf(code: NonNullable<CalibrationDialog['error']['value']>, reference: ReferenceKind): string {
  switch (code) {
    case 'reference_implausible':
      return t(`calibration_error_${reference}`);
    case 'not_steady':
    case 'forbidden':
    case 'login_required':
    case 'unreachable':
      return t(`calibration_error_${code}`);
    default:
      return t('calibration_error_other');
  }
}

function Buttons({ dialog }: { dialog: CalibrationDialog }) {
  const step = dialog.step.value;
  if (step === 'done') {
    return (
      <div class="buttons">
        <button type="submit" class="primary">
          {t('calibration_close')}
        </button>
      </div>
    );
  }
  const ready = dialog.measured_c.value !== null && dialog.reference_c.value !== null;
  return (
    <div class="buttons">
      {step === 'choose' ? (
        <button type="button" class="quiet" onClick={() => dialog.close()}>
          {t('calibration_cancel')}
        </button>
      ) : (
        <button type="button" class="quiet" disabled={step === 'saving'} onClick={() => dialog.back()}>
          {t('calibration_back')}
        </button>
      )}
      <button
        type="submit"
        class="primary"
        disabled={step !== 'choose' && (step === 'saving' || !ready)}
        {...(step !== 'choose' && { 'aria-describedby': 'calibration-window' })}
      >
        {step === 'choose' ? t('calibration_next') : t('calibration_save')}
      </button>
    </div>
  );
}
