import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Language } from '../../shared/messages/text.ts';
import type { Kiosk } from '../app.ts';
import { kioskText } from '../messages/text.ts';
import { Clock } from './clock.tsx';
import { Mirror } from './mirror.tsx';
import { PictureOf } from './pictures.tsx';
import { type Scene, sceneOf } from './scene.ts';

/** The whole screen: one scene at a time, the clock, the notices, and the visitor's language button. */
export function KioskScreen({ kiosk }: { kiosk: Kiosk }): JSX.Element {
  const chosen = useSignal<Language | null>(null);
  // The language that a visitor chose is theirs: the next one meets the site's again.
  useSignalEffect(() => {
    if (kiosk.visit.value.state.at === 'leaving') chosen.value = null;
  });
  const language = chosen.value ?? kiosk.settings.value.language;
  const other: Language = language === 'ko' ? 'en' : 'ko';
  const text = kioskText(language);
  const scene = sceneOf(kiosk);
  const idle = kiosk.visit.value.state.at === 'idle';
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <div class={`kiosk ${scene.tone}`}>
      <header>
        <span class="site">{kiosk.settings.value.siteName || 'KF99'}</span>
        <Clock language={language} timeZone={kiosk.settings.value.timeZone} />
        <button type="button" lang={other} onClick={() => (chosen.value = other)}>
          {text('language')}
        </button>
      </header>
      <main>
        {scene.mirror ? (
          <Mirror stream={kiosk.stream.value} progress={scene.progress} />
        ) : (
          <div class="badge">
            <PictureOf name={scene.picture} />
            {scene.tone === 'deny' && scene.picture !== 'cross' && <PictureOf name="cross" />}
          </div>
        )}
        <div class="words" role="status" aria-live="assertive">
          {scene.mirror && <PictureOf name={scene.picture} />}
          <h1>{text(scene.title)}</h1>
          <p class="hint">{scene.hint ? text(scene.hint) : ''}</p>
          <Temperature scene={scene} text={text} />
          {scene.callStaff && scene.verdict && <p class="staff">{text('staff_coming')}</p>}
        </div>
      </main>
      <footer>
        <span class="privacy">{idle ? text('privacy') : ''}</span>
        {kiosk.simulatedThermometer.value && <strong class="notice">{text('simulated_thermometer')}</strong>}
        {kiosk.replayed && <strong class="notice">{text('replayed')}</strong>}
      </footer>
    </div>
  );
}

function Temperature(props: { scene: Scene; text: ReturnType<typeof kioskText> }): JSX.Element | null {
  const temperature = props.scene.verdict?.temperature;
  if (!temperature) return null;
  return <p class="temperature">{props.text('temperature', { value: temperature.estimate_c.toFixed(1) })}</p>;
}
