import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Text } from '../../../edge-server/words/text.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { QrCode } from '../../shared/qr-code.tsx';
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
import { Pairing, setUpAddress } from './pairing.tsx';
import { PictureOf } from './pictures.tsx';
import { type KioskState, type Scene, sceneOf } from './scene.ts';
import { SensorArrow } from './sensor-arrow.tsx';
import { steady } from './steady.ts';

/** What the screens need of the kiosk. */
export interface KioskForScreens extends KioskState {
  /** What the mirror shows; null without a camera. */
  stream: ReadonlySignal<MediaStream | null>;
  mirrorStill: ReadonlySignal<boolean>;
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
  const { value: scene } = useMemo(() => steady(() => sceneOf(kiosk)), [kiosk]);
  const calling = staffCall.state.value !== 'none';
  const paired = scene.name !== 'not_paired';
  const scan = paired ? null : setUpAddress(kiosk.pairing.code.value);
  const idle = scene.name === 'idle' && !calling;
  // No button that can't work.
  const callable = !calling && kiosk.server.value === 'ok';
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // The one line that says what is stored, and for how long where the site sets it.
  const stored = captures === 'on' ? text('privacy_pictures', { days: captureDays }) : text('privacy');
  const call = () => {
    const { state } = visit.peek();
    // Theirs that is stored: the one under way ends with the call.
    const stored = 'attempt' in state ? state.attempt.attemptOf : null;
    void staffCall.call({ screen: scene.name, language, visit: stored });
  };
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
            still={kiosk.mirrorStill}
            turn={cameraTurn(kiosk.settings.value)}
            inviting={idle}
            scan={scan}
          />
          <div class="words" role="status" aria-live="assertive">
            <Sentences
              key={`${scene.name} ${language}`}
              scene={scan === null ? scene : { ...scene, title: 'set_up_title' }}
              text={text}
            >
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
        onLanguage={(code) => kiosk.language.choose(code, visit.peek().state.at)}
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
  still: ReadonlySignal<boolean>;
  turn: Turn;
  inviting: boolean;
  /** An address to scan, in place of the picture. */
  scan: string | null;
}): JSX.Element {
  const { scene, stream, still, turn, inviting, scan } = props;
  if (scan !== null) {
    return (
      <div class="visual">
        <QrCode text={scan} label={scan} />
      </div>
    );
  }
  return (
    <div class="visual">
      {scene.mirror ? (
        <Mirror stream={stream} still={still} turn={turn} progress={scene.progress}>
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
