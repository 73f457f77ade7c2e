import { useEffect, useState } from 'preact/hooks';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import type { DeviceCalls } from './calls.ts';
import { t } from './messages.ts';

interface CameraCheckProps {
  app: App;
  calls: DeviceCalls;
  /** Told when there is a picture. */
  onPicture?(): void;
}

/** One picture of what the camera sees; it is gone when it is closed. */
export function CameraCheck({ app, calls, onPicture }: CameraCheckProps) {
  const [busy, setBusy] = useState(false);
  const [picture, setPicture] = useState<string | null>(null);
  // The browser keeps a picture until its address is given back.
  useEffect(() => () => void (picture && URL.revokeObjectURL(picture)), [picture]);
  const look = async () => {
    setBusy(true);
    const words = {
      person_in_view: t('person_in_view'),
      no_camera: t('no_camera'),
      turn_0: t('turn_0'),
      turn_90: t('turn_90'),
      turn_180: t('turn_180'),
      turn_270: t('turn_270'),
      too_busy: t('too_busy'),
    };
    const blob = await act(app, calls.cameraPicture, words);
    setBusy(false);
    setPicture(blob && URL.createObjectURL(blob));
    if (blob) onPicture?.();
  };
  const close = () => setPicture(null);
  return (
    <section class="card camera-card" aria-labelledby="camera-check">
      <div class="card-head">
        <div>
          <h2 id="camera-check">{t('camera')}</h2>
          <p class="hint">{t('camera_hint')}</p>
        </div>
        <button type="button" class="quiet" disabled={busy} onClick={() => void look()}>
          {t('camera_take')}
        </button>
      </div>
      <p role="status">{busy ? t('camera_waiting') : ''}</p>
      {picture !== null && (
        <Dialog title={t('camera_title')} onClose={close} onSubmit={close}>
          <img class="camera-picture" src={picture} alt={t('camera_alt')} />
          <p class="hint">{t('camera_once')}</p>
          <div class="buttons">
            <button type="submit" class="primary">
              {t('close')}
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
