import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Turn } from '../../../models/pipeline/turn.ts';
import type { Text } from '../../shared/messages/text.ts';
import { cameraTurn } from '../camera/turn.ts';
import type { ko } from '../messages/ko.ts';
import { kioskText } from '../messages/text.ts';
import type { PairingCode } from '../server/pairing.ts';
import type { StaffCall } from '../server/staff-call.ts';
import type { VisitorLanguage } from '../visit/language.ts';
import { CallScreen } from './call.tsx';
import { Clock } from './clock.tsx';
import { Footer } from './footer.tsx';
import { Mirror } from './mirror.tsx';
import { Pairing } from './pairing.tsx';
import { PictureOf } from './pictures.tsx';
import { type KioskState, type Scene, sceneOf } from './scene.ts';
import { SensorArrow } from './sensor-arrow.tsx';

/** What the screens need of the kiosk. */
export interface KioskForScreens extends KioskState {
  stream: ReadonlySignal<MediaStream | null>;
  simulatedThermometer: ReadonlySignal<boolean>;
  replayed: boolean;
  language: VisitorLanguage;
  staffCall: StaffCall;
  pairing: { code: ReadonlySignal<PairingCode | null>; oldAddress: boolean };
  cameraCheck: { announced: ReadonlySignal<boolean> };
}

/** The whole screen: one scene at a time, the clock, the notices, the languages, and the call for staff. */
export function KioskScreen({ kiosk }: { kiosk: KioskForScreens }): JSX.Element {
  const { staffCall, visit } = kiosk;
  const { siteName, timeZone, captures, captureDays } = kiosk.settings.value;
  const language = kiosk.language.current.value;
  const text = kioskText(language);
  const scene = sceneOf(kiosk);
  const { state } = visit.value;
  const calling = staffCall.state.value !== 'none';
  const paired = scene.name !== 'not_paired';
  const idle = scene.name === 'idle' && !calling;
  // No button that can't work.
  const callable = !calling && kiosk.server.value === 'ok';
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // The one line that says what is stored, and for how long where the site sets it.
  const stored = captures === 'on' ? text('privacy_pictures', { days: captureDays }) : text('privacy');
  const call = () =>
    void staffCall.call({
      screen: scene.name,
      language,
      // Theirs that is stored: the one under way ends with the call.
      visit: 'attempt' in state ? state.attempt.attemptOf : null,
    });
  return (
    <div class={`kiosk ${calling ? 'calling' : scene.tone}`}>
      <header>
        <span class="site">{siteName || 'KF99'}</span>
        {kiosk.simulatedThermometer.value && <strong class="notice">{text('simulated_thermometer')}</strong>}
        {kiosk.replayed && <strong class="notice">{text('replayed')}</strong>}
        <Clock language={language} timeZone={timeZone} />
      </header>
      {kiosk.cameraCheck.announced.value && (
        <p class="camera-check" role="alert">
          {text('camera_check')}
        </p>
      )}
      {calling ? (
        <CallScreen call={staffCall} text={text} unanswered={kiosk.settings.value.unansweredText} />
      ) : (
        <main class={scene.sensor ? `points-${scene.sensor.place}` : undefined}>
          <Visual
            scene={scene}
            stream={kiosk.stream.value}
            turn={cameraTurn(kiosk.settings.value)}
            inviting={idle}
          />
          <div class="words" role="status" aria-live="assertive">
            <Sentences key={`${scene.name} ${language}`} scene={scene} text={text}>
              {idle && <Clock language={language} timeZone={timeZone} large />}
            </Sentences>
            {!paired && (
              <Pairing code={kiosk.pairing.code.value} oldAddress={kiosk.pairing.oldAddress} text={text} />
            )}
          </div>
        </main>
      )}
      <Footer
        language={language}
        text={text}
        onLanguage={(code) => kiosk.language.choose(code, state.at)}
        onCall={callable ? call : null}
      >
        {idle && <span>{stored}</span>}
      </Footer>
    </div>
  );
}

/** The mirror with a drawing of what to do at its corner, or the drawing alone. */
function Visual(props: {
  scene: Scene;
  stream: MediaStream | null;
  turn: Turn;
  inviting: boolean;
}): JSX.Element {
  const { scene, stream, turn, inviting } = props;
  return (
    <div class="visual">
      {scene.mirror ? (
        <Mirror stream={stream} turn={turn} progress={scene.progress}>
          {!inviting && (
            <div class="cue">
              <PictureOf name={scene.picture} />
            </div>
          )}
        </Mirror>
      ) : (
        <div class="badge" key={scene.name}>
          {scene.sensor ? <SensorArrow {...scene.sensor} /> : <PictureOf name={scene.picture} />}
        </div>
      )}
    </div>
  );
}

function Sentences(props: {
  scene: Scene;
  text: Text<typeof ko>;
  children: JSX.Element | false;
}): JSX.Element {
  const { scene, text } = props;
  return (
    <div class={`sentences ${scene.name}`}>
      {props.children}
      <h1>
        {scene.tone === 'deny' && <PictureOf name="cross" />}
        {text(scene.title)}
      </h1>
      {scene.hint && (
        <p class="hint" key={scene.hint}>
          {text(scene.hint)}
        </p>
      )}
      {scene.checks.map((key) => (
        <p class="hint check" key={key}>
          <PictureOf name={key === 'pass_remind' ? 'mask' : 'check'} />
          {text(key)}
        </p>
      ))}
      {scene.help && <p class="help">{text(scene.help)}</p>}
      {scene.detail && (
        <p class="detail">
          <strong>{text('for_staff')}</strong> {text(scene.detail)}
        </p>
      )}
    </div>
  );
}
