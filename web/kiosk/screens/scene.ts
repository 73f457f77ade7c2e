import type { ReadonlySignal } from '@preact/signals';
import type {
  Reading,
  Reason,
  Settings,
  StaffReason,
  UndecidedCause,
  Verdict,
  VerdictKind,
} from '../../../edge-server/contract/index.ts';
import type { CameraState } from '../camera/watch.ts';
import type { PlainKey as Key } from '../messages/text.ts';
import type { ServerState } from '../server/state.ts';
import type { Prompt } from '../sound/prompts.ts';
import type { VisionAt } from '../vision/vision.ts';
import { confidence } from '../visit/sequential.ts';
import type { Visit } from '../visit/state.ts';
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
  | 'speak'
  | 'thermometer'
  | 'lock'
  | 'cable'
  | 'look'
  | 'still'
  | 'wait';

/** What the scenes are made from. */
export interface KioskState {
  visit: ReadonlySignal<Visit>;
  camera: ReadonlySignal<CameraState>;
  server: ReadonlySignal<ServerState>;
  vision: ReadonlySignal<VisionAt>;
  settings: ReadonlySignal<Settings>;
  reading: ReadonlySignal<Reading | null>;
  /** A rule keeps the door shut. */
  locked: ReadonlySignal<boolean>;
}

/** The distance to the sensor and how near it has to be, in mm. */
export interface Gauge {
  distanceMm: number;
  targetMm: number;
}

/** One screen, as data. */
export interface Scene {
  /** Which screen it is; a change is a new screen and not the old one moved. */
  name: string;
  tone: Tone;
  picture: Picture;
  title: Key;
  hint: Key | null;
  /** What the voice says, when the visitor has to do something. */
  say: Prompt | null;
  /** How far the ring is filled, 0 to 1; null for none. */
  progress: number | null;
  gauge: Gauge | null;
  /** The visitor can't mend this: the words send them to the button. */
  callStaff: boolean;
  mirror: boolean;
}

const PLACEMENT = {
  too_far: ['closer', 'come_closer'],
  too_near: ['back', null],
  off_centre: ['centre', null],
  too_dark: ['light', null],
  one_at_a_time: ['back', null],
} as const satisfies Record<Exclude<Placement, 'ok'>, readonly [Picture, Prompt | null]>;

/** Of those who are not let in. */
const REASON: Record<Exclude<Reason, StaffReason | 'not_calibrated'>, readonly [Picture, Prompt | null]> = {
  no_mask: ['mask', 'put_on_mask'],
  mask_incorrect: ['nose', 'cover_nose'],
  undecided: ['centre', null],
  fever: ['thermometer', 'confirm_fever'],
  too_cold: ['forehead', 'forehead'],
  temperature_missing: ['forehead', 'forehead'],
  thermometer_broken: ['thermometer', 'wait_for_staff'],
};

const CAUSE_PICTURE: Record<UndecidedCause, Picture> = {
  dark: 'light',
  far: 'closer',
  side: 'centre',
  blurred: 'still',
  covered: 'centre',
  unsure: 'centre',
};

/** The screen of this moment. What keeps the kiosk from working comes before what a visitor does. */
export function sceneOf(kiosk: KioskState): Scene {
  if (kiosk.server.value === 'not_paired') {
    return scene({ name: 'not_paired', tone: 'trouble', picture: 'cable', title: 'not_paired' });
  }
  // Staff's word needs neither camera nor check.
  const { state } = kiosk.visit.value;
  const letIn = state.at === 'pass' && state.verdict.verdict === 'staff';
  if (letIn) return kiosk.locked.value ? closed() : visitScene(kiosk);
  if (kiosk.vision.value.at === 'failed') return trouble('vision_failed', 'retrying');
  const camera = kiosk.camera.value;
  switch (camera) {
    case 'absent':
    case 'denied':
    case 'lost':
    case 'frozen':
    case 'black':
      return trouble('trouble', `camera_${camera}`);
    case 'starting':
      return scene({ name: 'starting', picture: 'wait', title: 'starting', hint: 'camera_starting' });
    case 'live':
      break;
  }
  if (kiosk.vision.value.at === 'loading' || kiosk.server.value === 'connecting') {
    return scene({ name: 'starting', picture: 'wait', title: 'starting', hint: 'starting_hint' });
  }
  if (kiosk.server.value === 'away') return trouble('trouble', 'server_away');
  if (kiosk.locked.value) return closed();
  return visitScene(kiosk);
}

/** The chime that a verdict sounds with: none behind a shut door, whose screen lets nobody in. */
export function chimeOf(kiosk: Pick<KioskState, 'locked'>, verdict: VerdictKind): VerdictKind | null {
  return kiosk.locked.value ? null : verdict;
}

function visitScene(kiosk: KioskState): Scene {
  const { state, others } = kiosk.visit.value;
  switch (state.at) {
    case 'idle':
    case 'leaving':
    case 'called':
      return scene({ name: 'idle', picture: 'wave', title: 'idle_title', hint: 'idle_hint', mirror: true });
    case 'approach': {
      if (state.placement === 'ok') {
        return scene({ name: 'approach', picture: 'wave', title: 'idle_title', mirror: true });
      }
      const [picture, say] = PLACEMENT[state.placement];
      const name = state.placement;
      return scene({ name, tone: 'active', picture, title: state.placement, say, mirror: true });
    }
    case 'checking':
      return scene({
        name: 'checking',
        tone: 'active',
        picture: 'look',
        title: 'checking',
        hint: others > 0 ? 'one_at_a_time' : 'checking_hint',
        progress: confidence(state.attempt.test),
        mirror: true,
      });
    case 'measuring':
      return measuring(kiosk.reading.value, kiosk.settings.value);
    case 'deciding':
      return scene({
        name: 'deciding',
        tone: 'active',
        picture: 'wait',
        title: 'deciding',
        hint: 'starting_hint',
        progress: 1,
        mirror: true,
      });
    case 'pass':
      return scene({
        name: 'pass',
        tone: 'pass',
        picture: 'check',
        title: 'pass',
        // Never the figure: those who stand behind can read it, too.
        hint: passHint(state.verdict),
        say: 'go_in',
      });
    case 'deny':
    case 'adjust':
      return answer(state.at, state.verdict);
    case 'trouble':
      return trouble('trouble', 'no_verdict');
  }
}

/** Which checks a pass rests on. */
function passHint({ temperature, reasons }: Verdict): Key {
  if (temperature === null) return 'pass_hint';
  return reasons.includes('not_calibrated') ? 'pass_uncalibrated' : 'pass_normal';
}

/** Waiting for the temperature: how far the forehead is, where the sensor tells, and whether it is near enough. */
function measuring(reading: Reading | null, settings: Settings): Scene {
  const distanceMm = reading?.distance_mm ?? null;
  const targetMm = settings.farthestMm;
  const gauge = distanceMm === null ? null : { distanceMm, targetMm };
  const skin = (reading?.object_c ?? 0) > settings.presenceThreshold;
  const hint = !gauge
    ? 'measuring_hint'
    : gauge.distanceMm > targetMm
      ? 'measuring_closer'
      : 'measuring_hold';
  return scene({
    name: 'measuring',
    tone: 'active',
    picture: 'forehead',
    title: 'measuring',
    hint: hint === 'measuring_hold' && !skin ? 'measuring_hint' : hint,
    say: skin && hint === 'measuring_hold' ? null : 'forehead',
    progress: 1,
    gauge,
    mirror: true,
  });
}

function answer(tone: 'deny' | 'adjust', verdict: Verdict): Scene {
  const reason = verdict.reasons.find(isRefusal) ?? 'undecided';
  const cause: UndecidedCause | null = reason === 'undecided' ? verdict.cause : null;
  const [picture, say] = REASON[reason];
  if (reason === 'thermometer_broken') {
    // The kiosk's fault: no word of what the visitor may not do, and staff are on their way.
    const name = 'thermometer_broken';
    return scene({ name, tone: 'trouble', picture, title: name, hint: 'thermometer_broken_hint', say });
  }
  return scene({
    name: `${tone}_${reason}`,
    tone,
    picture: cause ? CAUSE_PICTURE[cause] : picture,
    title: tone,
    hint: cause ? `cause_${cause}` : reason,
    // A fever is told in its own words; for the rest that only staff can mend, they are on their way.
    say: verdict.call_staff && reason !== 'fever' ? 'wait_for_staff' : say,
    callStaff: verdict.call_staff,
    mirror: tone === 'adjust',
  });
}

function isRefusal(reason: Reason): reason is keyof typeof REASON {
  return reason in REASON;
}

function closed(): Scene {
  return { ...trouble('closed', 'closed_hint'), picture: 'lock' };
}

function trouble(title: Key, hint: Key): Scene {
  return scene({ name: hint, tone: 'trouble', picture: 'cable', title, hint, callStaff: true });
}

function scene(parts: Partial<Scene> & Pick<Scene, 'name' | 'picture' | 'title'>): Scene {
  return {
    tone: 'calm',
    hint: null,
    say: null,
    progress: null,
    gauge: null,
    callStaff: false,
    mirror: false,
    ...parts,
  };
}
