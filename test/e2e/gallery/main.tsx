/** Draws any screen of the kiosk from a given state, with no camera and no server. In tests only. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { Language } from '../../../edge-server/contract/settings.ts';
import { KioskScreen } from '../../../web/kiosk/screens/kiosk-screen.tsx';
import { StaffCall } from '../../../web/kiosk/server/staff-call.ts';
import { VisitorLanguage } from '../../../web/kiosk/visit/language.ts';
import { stateNamed } from './states.ts';

/** A call that has come as far as the state says. */
function staffCall(state: string): StaffCall {
  const told = { called: 'told', answered: 'answered', unanswered: 'unanswered' } as const;
  const send = () => {
    if (state === 'calling') return new Promise<never>(() => undefined);
    return Promise.resolve(state in told ? told[state as keyof typeof told] : ('untold' as const));
  };
  const call = new StaffCall(send);
  if (state !== 'none') void call.call({ screen: 'gallery', language: 'ko', visit: null });
  return call;
}

const canvas = document.createElement('canvas');
canvas.width = 640;
canvas.height = 480;

/** A grey figure in the place of the visitor; drawn again it is a frame of the camera. */
function drawVisitor(): void {
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#5d6b78';
  pen.fillRect(0, 0, 640, 480);
  pen.fillStyle = '#c9b8a8';
  pen.beginPath();
  pen.ellipse(320, 220, 95, 125, 0, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = '#33475b';
  pen.fillRect(170, 380, 300, 100);
}

drawVisitor();
const picture = canvas.captureStream();

function twoFrames(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

/** The mirror, where there is one, shows the visitor; after 50 frames without it the picture is black. */
async function mirrored(): Promise<void> {
  const video = document.querySelector('video');
  for (let n = 0; n < 50 && video && video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA; n++) {
    drawVisitor();
    await twoFrames();
  }
}

/** Draws the screen of this name; resolves when it stands and its fonts are there. */
async function show(name: string, language: string): Promise<void> {
  const state = stateNamed(name);
  const settings = signal({ ...state.settings, language: Language.parse(language) });
  const call = staffCall(state.call);
  // A call that is to be answered is, before anything is drawn.
  await Promise.resolve();
  const root = document.querySelector('#kiosk')!;
  render(null, root);
  render(
    <KioskScreen
      kiosk={{
        visit: signal(state.visit),
        camera: signal(state.camera),
        server: signal(state.server),
        vision: signal(state.vision),
        settings,
        reading: signal(state.reading),
        stream: signal(picture),
        mirrorStill: signal(false),
        simulatedThermometer: signal(state.simulatedThermometer),
        locked: signal(state.locked),
        told: signal(state.told),
        cameraCheck: { announced: signal(state.cameraCheck) },
        pairing: { code: signal(state.pairing), oldAddress: state.oldAddress },
        replayed: state.replayed,
        language: new VisitorLanguage(settings),
        staffCall: call,
      }}
    />,
    root,
  );
  await twoFrames();
  await mirrored();
  await document.fonts.ready;
}

Object.assign(globalThis, { show });
