import type { Reason, UndecidedCause, Verdict } from '../../../edge-server/contract/index.ts';
import type { Kiosk } from '../app.ts';
import type { PlainKey as Key } from '../messages/text.ts';
import { confidence } from '../visit/sequential.ts';
import type { Placement } from '../visit/visitor.ts';

/** How the screen looks: never by colour alone, each tone has its own sign and words. */
export type Tone = 'calm' | 'active' | 'pass' | 'deny' | 'adjust' | 'trouble';
export type Picture =
  | 'wave'
  | 'closer'
  | 'back'
  | 'centre'
  | 'light'
  | 'check'
  | 'cross'
  | 'mask'
  | 'nose'
  | 'forehead'
  | 'staff'
  | 'cable'
  | 'wait';

/** One screen, as data: what to say, what to draw, how far the ring is filled (0 to 1, or null for none). */
export interface Scene {
  tone: Tone;
  picture: Picture;
  title: Key;
  hint: Key | null;
  progress: number | null;
  callStaff: boolean;
  mirror: boolean;
  verdict: Verdict | null;
}

const PLACEMENT: Record<Exclude<Placement, 'ok'>, Picture> = {
  too_far: 'closer',
  too_near: 'back',
  off_centre: 'centre',
  too_dark: 'light',
  one_at_a_time: 'back',
};

const REASON_PICTURE: Record<Reason, Picture> = {
  no_mask: 'mask',
  mask_incorrect: 'nose',
  undecided: 'centre',
  fever: 'staff',
  too_cold: 'forehead',
  temperature_missing: 'forehead',
};

/** The screen of this moment. What keeps the kiosk from working comes before what a visitor does. */
export function sceneOf(kiosk: Kiosk): Scene {
  if (kiosk.server.value === 'not_paired') return trouble('not_paired', 'not_paired_hint');
  if (kiosk.vision.value.at === 'failed') return trouble('vision_failed', 'retrying');
  switch (kiosk.camera.value) {
    case 'absent':
      return trouble('trouble', 'camera_absent');
    case 'denied':
      return trouble('trouble', 'camera_denied');
    case 'lost':
      return trouble('trouble', 'camera_lost');
    case 'frozen':
      return trouble('trouble', 'camera_frozen');
    case 'black':
      return trouble('trouble', 'camera_black');
    case 'starting':
      return scene({ picture: 'wait', title: 'starting', hint: 'camera_starting' });
    case 'live':
      break;
  }
  if (kiosk.vision.value.at === 'loading' || kiosk.server.value === 'connecting') {
    return scene({ picture: 'wait', title: 'starting', hint: 'starting_hint' });
  }
  if (kiosk.server.value === 'away') return trouble('trouble', 'server_away');
  return visitScene(kiosk);
}

function visitScene(kiosk: Kiosk): Scene {
  const { state, others } = kiosk.visit.value;
  switch (state.at) {
    case 'idle':
    case 'leaving':
      return scene({ picture: 'wave', title: 'idle_title', hint: 'idle_hint', mirror: true });
    case 'approach':
      if (state.placement === 'ok') return scene({ picture: 'wave', title: 'idle_title', mirror: true });
      return scene({
        tone: 'active',
        picture: PLACEMENT[state.placement],
        title: state.placement,
        mirror: true,
      });
    case 'checking':
      return scene({
        tone: 'active',
        picture: 'wait',
        title: 'checking',
        hint: others > 0 ? 'one_at_a_time' : 'checking_hint',
        progress: confidence(state.attempt.test),
        mirror: true,
      });
    case 'measuring':
      return scene({
        tone: 'active',
        picture: 'forehead',
        title: 'measuring',
        hint: 'measuring_hint',
        progress: 1,
        mirror: true,
      });
    case 'deciding':
      return scene({ tone: 'active', picture: 'wait', title: 'deciding', progress: 1, mirror: true });
    case 'pass':
      return scene({
        tone: 'pass',
        picture: 'check',
        title: 'pass',
        hint: 'pass_hint',
        verdict: state.verdict,
      });
    case 'deny':
    case 'adjust':
      return answer(state.at, state.verdict);
    case 'trouble':
      return trouble('trouble', 'no_verdict');
  }
}

function answer(tone: 'deny' | 'adjust', verdict: Verdict): Scene {
  const reason = verdict.reasons[0] ?? 'undecided';
  const cause: UndecidedCause | null = reason === 'undecided' ? verdict.cause : null;
  return scene({
    tone,
    picture: tone === 'deny' && verdict.call_staff ? 'staff' : REASON_PICTURE[reason],
    title: tone,
    hint: cause ? `cause_${cause}` : reason,
    callStaff: verdict.call_staff,
    mirror: tone === 'adjust',
    verdict,
  });
}

function trouble(title: Key, hint: Key): Scene {
  return scene({ tone: 'trouble', picture: 'cable', title, hint, callStaff: true });
}

function scene(parts: Partial<Scene> & Pick<Scene, 'picture' | 'title'>): Scene {
  return {
    tone: 'calm',
    hint: null,
    progress: null,
    callStaff: false,
    mirror: false,
    verdict: null,
    ...parts,
  };
}
