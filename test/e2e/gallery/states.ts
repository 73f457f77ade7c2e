import {
  DEFAULT_SETTINGS,
  type Estimate,
  Evidence,
  type Reading,
  type SensorPlace,
  type CallState as ServerCallState,
  type Settings,
  type Verdict,
} from '../../../edge-server/contract/index.ts';
import type { CameraState } from '../../../web/kiosk/camera/watch.ts';
import type { PairingCode } from '../../../web/kiosk/server/pairing.ts';
import type { CallState } from '../../../web/kiosk/server/staff-call.ts';
import type { ServerState } from '../../../web/kiosk/server/state.ts';
import type { VisionAt } from '../../../web/kiosk/vision/vision.ts';
import { NOTHING_SEEN } from '../../../web/kiosk/visit/sequential.ts';
import { START, type Visit, type VisitState } from '../../../web/kiosk/visit/state.ts';

/** One state of the whole kiosk, as the gallery draws it. */
export interface State {
  visit: Visit;
  camera: CameraState;
  server: ServerState;
  vision: VisionAt;
  settings: Settings;
  reading: Reading | null;
  simulatedThermometer: boolean;
  replayed: boolean;
  locked: boolean;
  call: CallState;
  told: { call: ServerCallState; trouble: boolean };
  cameraCheck: boolean;
  pairing: PairingCode | null;
  oldAddress: boolean;
}

const ID = '01937a6e-4a00-7000-8000-000000000001';
const VISION: VisionAt = {
  at: 'ready',
  ready: { backend: { name: 'wasm', threads: 1 }, modelVersion: 'gallery' } as never,
};
const WELL: State = {
  visit: START,
  camera: 'live',
  server: 'ok',
  vision: VISION,
  settings: { ...DEFAULT_SETTINGS, siteName: '시청 민원실 1층' },
  reading: null,
  simulatedThermometer: false,
  replayed: false,
  locked: false,
  call: 'none',
  told: { call: 'told', trouble: true },
  cameraCheck: false,
  pairing: null,
  oldAddress: false,
};

const half = { ...NOTHING_SEEN, logLikelihood: { mask: 0, no_mask: -2.8, incorrect: -2.8 }, frames: 2 };
const attempt = {
  id: ID,
  attemptOf: null,
  openedAt: 0,
  test: half,
  others: 0,
};

const evidence = Evidence.parse({
  id: ID,
  mask: 'mask',
  posterior: { mask: 1, no_mask: 0, incorrect: 0 },
  frames: 3,
  duration_ms: 500,
  model: 'gallery',
});

function visit(state: VisitState, others = 0): Partial<State> {
  return { visit: { ...START, state, others } };
}

function verdict(parts: Partial<Verdict>): Verdict {
  return {
    id: ID,
    verdict: 'deny',
    ispass: false,
    reasons: [],
    cause: null,
    call_staff: false,
    temperature: null,
    visited: '2026-11-24T09:30:00.000Z',
    simulated: false,
    ...parts,
  };
}

function answered(at: 'deny' | 'adjust', parts: Partial<Verdict>): Partial<State> {
  return visit({ at, since: 0, verdict: verdict({ verdict: at, ...parts }), mask: 'undecided', attempt });
}

function reading(distance_mm: number | null, object_c: number): Reading {
  return {
    seq: 1,
    at: '2026-11-24T09:30:00.000Z',
    object_c,
    ambient_c: 23,
    distance_mm,
    status: 0,
    error: 0,
    simulated: false,
  };
}

const temperature: Estimate = {
  estimate_c: 36.4,
  object_c: 36.4,
  ambient_c: 23,
  distance_mm: 80,
  status: 0,
  correction: null,
  uncertainty_c: 0.84,
  fever_c: 37.5,
  thermometer: 'serial',
  simulated: false,
};
function sensorAt(sensorPlace: SensorPlace): Partial<State> {
  return { settings: { ...WELL.settings, sensorPlace } };
}

const measuring = visit({ at: 'measuring', since: 0, attempt, mask: 'mask', evidence });

/** As long as such an address is. */
const FIRST_ADMIN = 'https://192.168.178.120/admin/#setup=3J9nQ2xVb7TzKd0LwYhRkA';

/** Every screen that the kiosk has; a test holds that no scene is missing. */
const STATES: Record<string, Partial<State>> = {
  starting: { vision: { at: 'loading' } },
  camera_starting: { camera: 'starting' },
  idle: {},
  idle_temperature: { settings: { ...WELL.settings, maskPolicy: 'off' } },
  idle_mask: { settings: { ...WELL.settings, temperaturePolicy: 'off' } },
  idle_pictures: { settings: { ...WELL.settings, captures: 'on' } },
  idle_on_side: { settings: { ...WELL.settings, cameraTurn: '90' } },
  idle_simulated: { simulatedThermometer: true, replayed: true },
  approach: visit({ at: 'approach', since: 0, placement: 'ok', test: NOTHING_SEEN }),
  too_far: visit({ at: 'approach', since: 0, placement: 'too_far', test: NOTHING_SEEN }),
  too_near: visit({ at: 'approach', since: 0, placement: 'too_near', test: NOTHING_SEEN }),
  off_centre: visit({ at: 'approach', since: 0, placement: 'off_centre', test: NOTHING_SEEN }),
  cut_off: visit({ at: 'approach', since: 0, placement: 'cut_off', test: NOTHING_SEEN }),
  no_face: visit({ at: 'unseen', since: 0 }),
  too_dark: visit({ at: 'approach', since: 0, placement: 'too_dark', test: NOTHING_SEEN }),
  checking: visit({ at: 'checking', since: 0, attempt }),
  checking_others: visit({ at: 'checking', since: 0, attempt }, 1),
  measuring: { ...measuring, reading: reading(null, 23) },
  measuring_above: { ...measuring, ...sensorAt('above'), reading: reading(820, 24) },
  measuring_left: { ...measuring, ...sensorAt('left'), reading: reading(400, 24) },
  measuring_right: { ...measuring, ...sensorAt('right'), reading: reading(300, 24) },
  measuring_below: { ...measuring, ...sensorAt('below'), reading: reading(240, 24) },
  measuring_near: { ...measuring, reading: reading(140, 35) },
  measuring_near_left: { ...measuring, ...sensorAt('left'), reading: reading(140, 35) },
  measuring_near_below: { ...measuring, ...sensorAt('below'), reading: reading(190, 35) },
  deciding: visit({ at: 'deciding', since: 0, attempt, mask: 'no_mask', evidence }),
  pass: visit({ at: 'pass', since: 0, verdict: verdict({ verdict: 'pass', ispass: true, temperature }) }),
  pass_without_temperature: visit({
    at: 'pass',
    since: 0,
    verdict: verdict({ verdict: 'pass', ispass: true }),
  }),
  pass_reminded: visit({
    at: 'pass',
    since: 0,
    verdict: verdict({ verdict: 'pass', ispass: true, reasons: ['no_mask'], temperature }),
  }),
  pass_uncalibrated: visit({
    at: 'pass',
    since: 0,
    verdict: verdict({ verdict: 'pass', ispass: true, reasons: ['not_calibrated'], temperature }),
  }),
  deny_no_mask: answered('deny', { reasons: ['no_mask'] }),
  deny_mask_incorrect: answered('deny', { reasons: ['mask_incorrect'] }),
  deny_fever: answered('deny', {
    reasons: ['fever'],
    call_staff: true,
    temperature: { ...temperature, estimate_c: 38.4 },
  }),
  deny_undecided_untold: {
    ...answered('deny', { reasons: ['undecided'], call_staff: true }),
    told: { call: 'untold', trouble: false },
  },
  deny_temperature_missing: answered('deny', { reasons: ['temperature_missing'], call_staff: true }),
  thermometer_broken: answered('deny', { reasons: ['thermometer_broken'], call_staff: true }),
  deny_undecided: answered('deny', { reasons: ['undecided'], call_staff: true }),
  adjust_mask_incorrect: answered('adjust', { reasons: ['mask_incorrect'] }),
  adjust_too_cold: answered('adjust', { reasons: ['too_cold'] }),
  adjust_temperature_missing: answered('adjust', { reasons: ['temperature_missing'] }),
  adjust_dark: answered('adjust', { reasons: ['undecided'], cause: 'dark' }),
  adjust_far: answered('adjust', { reasons: ['undecided'], cause: 'far' }),
  adjust_side: answered('adjust', { reasons: ['undecided'], cause: 'side' }),
  adjust_tilted: answered('adjust', { reasons: ['undecided'], cause: 'tilted' }),
  adjust_blurred: answered('adjust', { reasons: ['undecided'], cause: 'blurred' }),
  adjust_covered: answered('adjust', { reasons: ['undecided'], cause: 'covered' }),
  let_in_by_staff: {
    ...visit({ at: 'pass', since: 0, verdict: verdict({ verdict: 'staff', ispass: true }) }),
    camera: 'lost',
  },
  closed: { locked: true },
  no_verdict: visit({ at: 'trouble', since: 0, unanswered: null }),
  camera_absent: { camera: 'absent' },
  camera_denied: { camera: 'denied' },
  camera_busy: { camera: 'busy' },
  camera_lost: { camera: 'lost' },
  camera_lost_untold: { camera: 'lost', told: { call: 'none', trouble: false } },
  camera_frozen: { camera: 'frozen' },
  camera_black: { camera: 'black' },
  server_away: { server: 'away' },
  not_paired: { server: 'not_paired', pairing: { at: 'shown', code: '40712938', minutes: 9, setUp: null } },
  first_run: {
    server: 'not_paired',
    pairing: { at: 'shown', code: '40712938', minutes: 9, setUp: { address: FIRST_ADMIN, why: 'ready' } },
  },
  first_run_no_network: {
    server: 'not_paired',
    pairing: { at: 'shown', code: '40712938', minutes: 9, setUp: { address: null, why: 'no_network' } },
  },
  first_run_late: {
    server: 'not_paired',
    pairing: { at: 'shown', code: '40712938', minutes: 9, setUp: { address: null, why: 'code_old' } },
  },
  not_paired_old_address: {
    server: 'not_paired',
    pairing: { at: 'shown', code: '40712938', minutes: 1, setUp: null },
    oldAddress: true,
  },
  not_paired_no_code: { server: 'not_paired', pairing: { at: 'none' } },
  vision_failed: { vision: { at: 'failed', message: 'out of memory' } },
  camera_check: { cameraCheck: true },
  calling: { call: 'calling' },
  called: { call: 'called' },
  call_answered: { call: 'answered' },
  call_unanswered: { call: 'unanswered' },
  call_failed: { call: 'failed' },
};

export const STATE_NAMES = Object.keys(STATES);

export function stateNamed(name: string): State {
  const state = STATES[name];
  if (!state) throw new Error(`there is no screen ${name}: use ${STATE_NAMES.join(', ')}`);
  return { ...WELL, ...state };
}
