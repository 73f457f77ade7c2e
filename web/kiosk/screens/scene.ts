import type { ReadonlySignal } from '@preact/signals';
import type {
  CallState,
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
import { NEAR, pointerTo, type SensorPointer } from './sensor.ts';

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
  /** What staff know of the open call, and of the kiosk's own trouble. */
  told: ReadonlySignal<{ call: CallState; trouble: boolean }>;
}

/** One screen, as data. */
export interface Scene {
  /** Which screen it is; a change is a new screen and not the old one moved. */
  name: string;
  tone: Tone;
  picture: Picture;
  title: Key;
  hint: Key | null;
  /** What was checked and found well. */
  checks: readonly Key[];
  /** What staff do, or how to reach them. */
  help: Key | null;
  /** Small, for whoever mends the kiosk. */
  detail: Key | null;
  /** What the voice says, when the visitor has to do something. */
  say: Prompt | null;
  /** How far the ring is filled, 0 to 1; null for none. */
  progress: number | null;
  /** Takes the picture's place where the visitor has to come near the sensor. */
  sensor: SensorPointer | null;
  mirror: boolean;
}

const PLACEMENT = {
  too_far: ['closer', 'come_closer'],
  too_near: ['back', null],
  off_centre: ['centre', null],
  too_dark: ['light', null],
  one_at_a_time: ['back', null],
} as const satisfies Record<Exclude<Placement, 'ok' | 'cut_off'>, readonly [Picture, Prompt | null]>;

/** Of those who are not let in. */
const REASON: Record<Exclude<Reason, StaffReason | 'not_calibrated'>, readonly [Picture, Prompt | null]> = {
  no_mask: ['mask', 'put_on_mask'],
  mask_incorrect: ['nose', 'cover_nose'],
  undecided: ['centre', null],
  fever: ['thermometer', 'fever'],
  too_cold: ['thermometer', null],
  temperature_missing: ['thermometer', null],
  thermometer_broken: ['thermometer', 'wait_for_staff'],
};

const CAUSE_PICTURE: Record<UndecidedCause, Picture> = {
  dark: 'light',
  far: 'closer',
  side: 'centre',
  tilted: 'centre',
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
  if (kiosk.server.value === 'away') return alone('trouble', 'server_away');
  const help = kiosk.told.value.trouble ? 'staff_told' : 'speak_staff';
  if (kiosk.vision.value.at === 'failed') return trouble(help, 'vision_failed');
  const camera = kiosk.camera.value;
  switch (camera) {
    case 'absent':
    case 'denied':
    case 'busy':
    case 'lost':
    case 'frozen':
    case 'black':
      return trouble(help, `camera_${camera}`);
    case 'starting':
      return scene({ name: 'starting', picture: 'wait', title: 'starting', hint: 'camera_starting' });
    case 'live':
      break;
  }
  if (kiosk.vision.value.at === 'loading' || kiosk.server.value === 'connecting') {
    return scene({ name: 'starting', picture: 'wait', title: 'starting', hint: 'starting_hint' });
  }
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
    case 'called': {
      const hint = invitation(kiosk.settings.value);
      return scene({ name: 'idle', picture: 'wave', title: 'idle_title', hint, mirror: true });
    }
    case 'unseen': {
      const words = { title: 'unseen', hint: 'unseen_hint', help: 'ask_staff' } as const;
      return scene({
        name: 'no_face',
        tone: 'active',
        picture: 'back',
        ...words,
        say: 'step_back',
        mirror: true,
      });
    }
    case 'approach': {
      if (state.placement === 'cut_off') {
        // Who sits, or is small, can't do more than move back: they are offered help as who is not seen at all.
        const words = { title: 'too_near', help: 'ask_staff' } as const;
        return scene({
          name: 'cut_off',
          tone: 'active',
          picture: 'back',
          ...words,
          say: 'step_back',
          mirror: true,
        });
      }
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
      return measuring(kiosk);
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
      return passed(checksOf(state.verdict, kiosk.settings.value));
    case 'deny':
      return denied(state.verdict, kiosk);
    case 'adjust':
      return adjust(state.verdict, kiosk);
    case 'trouble':
      return trouble('again', 'no_verdict');
  }
}

/** What will be checked; nothing where the site checks nothing. */
function invitation({ maskPolicy, temperaturePolicy }: Settings): Key | null {
  if (temperaturePolicy === 'off') return maskPolicy === 'off' ? null : 'idle_mask';
  return maskPolicy === 'off' ? 'idle_temperature' : 'idle_hint';
}

function passed(checks: readonly Key[]): Scene {
  return scene({ name: 'pass', tone: 'pass', picture: 'check', title: 'pass', checks, say: 'go_in' });
}

/** What a pass was given for; never the figure, since those who stand behind can read it, too. */
function checksOf({ verdict, reasons, temperature }: Verdict, { maskPolicy }: Settings): Key[] {
  if (verdict === 'staff') return ['pass_staff'];
  const bare = reasons.includes('no_mask') || reasons.includes('mask_incorrect');
  const masked = maskPolicy !== 'off' && !bare && !reasons.includes('undecided');
  return [
    ...(bare ? (['pass_remind'] as const) : []),
    ...(masked ? (['pass_mask'] as const) : []),
    ...(temperature
      ? [reasons.includes('not_calibrated') ? ('pass_uncalibrated' as const) : ('pass_normal' as const)]
      : []),
  ];
}

/** Waiting for the temperature: where the sensor is, how near the forehead has come, and whether it is near enough. */
function measuring(kiosk: KioskState): Scene {
  const reading = kiosk.reading.value;
  const settings = kiosk.settings.value;
  const sensor = pointerTo(reading, settings);
  const skin = (reading?.object_c ?? 0) > settings.presenceThreshold;
  const far = sensor.filled !== null && !sensor.near;
  const held = sensor.near && skin;
  const say = NEAR[sensor.place];
  return scene({
    name: 'measuring',
    tone: 'active',
    picture: 'thermometer',
    title: say,
    hint: far ? 'measuring_closer' : held ? 'measuring_hold' : 'measuring_hint',
    say: held ? null : say,
    sensor,
  });
}

function refusal({ reasons, cause }: Verdict) {
  const reason = reasons.find(isRefusal) ?? 'undecided';
  return { reason, cause: reason === 'undecided' ? cause : null };
}

/** Not let in: what to change, or that staff come. */
/** What a visitor whom only staff can help is told of them; nothing that is not so. */
const HELP = {
  none: 'wait',
  telling: 'wait',
  told: 'wait_told',
  answered: 'wait_told',
  untold: 'speak_staff',
  unanswered: 'speak_staff',
} as const satisfies Record<CallState, Key>;

function denied(verdict: Verdict, { told }: KioskState): Scene {
  const help = HELP[told.value.call];
  const { reason, cause } = refusal(verdict);
  const [picture, say] = REASON[reason];
  const staff = verdict.call_staff;
  if (reason === 'thermometer_broken') {
    // The kiosk's fault: no word of what the visitor may not do.
    return scene({ name: reason, tone: 'trouble', picture, title: reason, hint: help, say });
  }
  return scene({
    name: `deny_${reason}`,
    tone: 'deny',
    picture: cause ? CAUSE_PICTURE[cause] : picture,
    title: 'deny',
    hint: cause && !staff ? `cause_${cause}` : reason,
    // A fever is told in its own words; for the rest that only staff can mend, they are on their way.
    say: staff && reason !== 'fever' ? 'wait_for_staff' : say,
    help: staff ? (reason === 'fever' && help === 'wait_told' ? 'staff_told' : help) : null,
  });
}

/** One more try: what to do is the title, and nothing else is said. */
function adjust(verdict: Verdict, kiosk: KioskState): Scene {
  const { reason, cause } = refusal(verdict);
  const name = `adjust_${reason}`;
  if (reason === 'too_cold' || reason === 'temperature_missing') {
    const { title, say, sensor, picture } = measuring(kiosk);
    return scene({ name, tone: 'adjust', picture, title, hint: reason, say, sensor });
  }
  const [picture, say] = REASON[reason];
  return scene({
    name,
    tone: 'adjust',
    picture: cause ? CAUSE_PICTURE[cause] : picture,
    title: cause ? `cause_${cause}` : reason,
    say,
    mirror: true,
  });
}

function isRefusal(reason: Reason): reason is keyof typeof REASON {
  return reason in REASON;
}

/** A rule keeps the door shut. */
function closed(): Scene {
  const words = { name: 'closed', title: 'closed', hint: 'closed_hint', help: 'ask_staff' } as const;
  return scene({ ...words, tone: 'trouble', picture: 'lock' });
}

/** The kiosk can't check and its server knows: the visitor reads one line, and `detail` is for whoever mends it. */
function trouble(hint: Key, detail: Key): Scene {
  return scene({ name: detail, tone: 'trouble', picture: 'cable', title: 'wait', hint, detail });
}

/** Nobody can be told by this screen: the visitor has to speak to somebody. */
function alone(title: Key, detail: Key): Scene {
  return { ...trouble('speak_staff', detail), title, picture: 'speak' };
}

function scene(parts: Partial<Scene> & Pick<Scene, 'name' | 'picture' | 'title'>): Scene {
  return {
    tone: 'calm',
    hint: null,
    checks: [],
    help: null,
    detail: null,
    say: null,
    progress: null,
    sensor: null,
    mirror: false,
    ...parts,
  };
}
