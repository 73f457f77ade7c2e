import { awaitsTemperature, type Evidence, type Verdict } from '../../../edge-server/contract/index.ts';
import {
  addFrame,
  type CurvePoint,
  decision,
  faded,
  NOTHING_SEEN,
  posterior,
  sureLabel,
} from './sequential.ts';
import type { Attempt, Effect, Visit, VisitContext, VisitEvent, VisitState } from './state.ts';
import { changedPerson, type Placement, type Visitor } from './visitor.ts';

/** A face that was not seen for this long has gone. */
const GONE_MS = 800;
/** While measuring, a forehead at the sensor may fill the picture and hide the face from the detector. */
const GONE_WHILE_MEASURING_MS = 3000;
/** From this share of the frame on, a face that vanishes has probably come too near. */
const FILLS_PICTURE = 0.4;
const LEAVING_LIMIT_MS = 30_000;
const TROUBLE_PAUSE_MS = 5000;
/** The server answers by its own limit; this margin is for the network and a slow disk. */
const ANSWER_MARGIN_MS = 5000;

export interface Step {
  visit: Visit;
  effects: Effect[];
}

/** One step of the visit; the states are described at `VisitState`. Pure: effects are returned, not done. */
export function step(visit: Visit, event: VisitEvent, context: VisitContext): Step {
  switch (event.type) {
    case 'frame':
      return onFrame(visit, event.visitor, event.at, context);
    case 'tick':
      return isGone(visit, event.at, context) ? leave(visit) : onTime(visit, event.at, context);
    case 'verdict':
      return onVerdict(visit, event.verdict, event.at, context);
    case 'failed': {
      const { state } = visit;
      const mine = (state.at === 'measuring' || state.at === 'deciding') && state.attempt.id === event.id;
      return mine ? to(visit, { at: 'trouble', since: event.at }) : to(visit, state);
    }
  }
}

function onFrame(visit: Visit, visitor: Visitor | null, at: number, context: VisitContext): Step {
  if (!visitor) return isGone(visit, at, context) ? leave(visit) : onTime(visit, at, context);
  const last = visit.face;
  const seen: Visit = {
    ...visit,
    face: { face: visitor.face, relativeWidth: visitor.relativeWidth, at },
    others: visitor.others,
  };
  const another = last && (changedPerson(last.face, visitor.face, at - last.at) || absent(visit, at));
  if (another && visit.state.at !== 'idle') {
    const left = leave(visit);
    const entered = onFrame({ ...left.visit, face: null }, visitor, at, context);
    return { visit: entered.visit, effects: [...left.effects, ...entered.effects] };
  }
  return watch(seen, visitor, at, context);
}

/** A frame with the visitor in it. */
function watch(visit: Visit, visitor: Visitor, at: number, context: VisitContext): Step {
  const { state } = visit;
  switch (state.at) {
    case 'idle':
    case 'approach': {
      const placement = placementFor(visitor, context);
      const before = state.at === 'approach' ? faded(state.test, at) : NOTHING_SEEN;
      const test = addFrame(before, { ...visitor.face, relativeWidth: visitor.relativeWidth }, at);
      if (placement === 'ok' && visitor.still) return check(visit, null, at, context, test);
      const since = state.at === 'approach' ? state.since : at;
      return to(visit, { at: 'approach', since, placement, test });
    }
    case 'checking':
    case 'deny':
    case 'adjust': {
      const test = addFrame(
        state.attempt.test,
        { ...visitor.face, relativeWidth: visitor.relativeWidth },
        at,
      );
      const others = Math.max(state.attempt.others, visitor.others);
      const attempt = { ...state.attempt, test, others };
      return onTime({ ...visit, state: { ...state, attempt } }, at, context);
    }
    case 'measuring':
    case 'deciding':
    case 'pass':
    case 'trouble':
    case 'leaving':
      return onTime(visit, at, context);
  }
}

/** Where the site wants one visitor at a time, a check does not begin with a second face beside. */
function placementFor(visitor: Visitor, { settings }: VisitContext): Placement {
  const crowded = visitor.others > 0 && settings.secondPerson === 'ask';
  return visitor.placement === 'ok' && crowded ? 'one_at_a_time' : visitor.placement;
}

/** What a state does by itself as time goes on. */
function onTime(visit: Visit, at: number, context: VisitContext): Step {
  const { state } = visit;
  const { settings } = context;
  switch (state.at) {
    case 'idle':
    case 'approach':
      return to(visit, state);
    case 'checking': {
      const over = at - state.since >= settings.checkingSeconds * 1000 || settings.maskPolicy === 'off';
      return over || sureLabel(state.attempt.test)
        ? post(visit, state.attempt, at, context)
        : to(visit, state);
    }
    case 'measuring':
    case 'deciding': {
      const limit = settings.temperatureTimeout * 1000 + ANSWER_MARGIN_MS;
      return at - state.since > limit ? to(visit, { at: 'trouble', since: at }) : to(visit, state);
    }
    case 'pass':
      return at - state.since >= settings.resultSeconds * 1000
        ? to(visit, { at: 'leaving', since: at })
        : to(visit, state);
    case 'deny':
      if (state.verdict.reasons.includes('thermometer_broken')) return mended(visit, state, at, context);
      return again(visit, state, settings.resultSeconds, settings.recheckSeconds, at, context);
    case 'adjust':
      return again(visit, state, 1, settings.adjustSeconds - 1, at, context);
    case 'trouble':
      return at - state.since >= TROUBLE_PAUSE_MS ? check(visit, null, at, context) : to(visit, state);
    case 'leaving':
      return at - state.since >= LEAVING_LIMIT_MS ? to(visit, { at: 'idle' }) : to(visit, state);
  }
}

/**
 * After a deny or adjust, the visitor who stays is judged again: at once when the sure label is another one
 * (but the answer stays readable for `readSeconds`), else when `waitSeconds` more are over.
 */
function again(
  visit: Visit,
  state: Extract<VisitState, { at: 'deny' | 'adjust' }>,
  readSeconds: number,
  waitSeconds: number,
  at: number,
  context: VisitContext,
): Step {
  const shown = (at - state.since) / 1000;
  const label = sureLabel(state.attempt.test);
  const changed = label !== null && label !== state.mask;
  if (shown < readSeconds || (!changed && shown < readSeconds + waitSeconds)) return to(visit, state);
  return post(visit, state.attempt, at, context);
}

/** After a deny for the thermometer's sake: nothing to check before it works, and then all anew. */
function mended(
  visit: Visit,
  state: Extract<VisitState, { at: 'deny' }>,
  at: number,
  context: VisitContext,
): Step {
  const { temperaturePolicy, brokenThermometer, resultSeconds } = context.settings;
  const asksStaff = temperaturePolicy === 'required' && brokenThermometer === 'staff';
  if ((context.thermometerBroken && asksStaff) || at - state.since < resultSeconds * 1000) {
    return to(visit, state);
  }
  const next = check(visit, state.verdict.id, at, context);
  return { ...next, effects: [{ type: 'abandon', id: state.attempt.id }, ...next.effects] };
}

function onVerdict(visit: Visit, verdict: Verdict, at: number, context: VisitContext): Step {
  const { state } = visit;
  if ((state.at !== 'measuring' && state.at !== 'deciding') || state.attempt.id !== verdict.id) {
    return to(visit, state);
  }
  const chime: Effect = { type: 'chime', verdict: verdict.verdict };
  switch (verdict.verdict) {
    case 'pass':
    case 'staff':
      return to(visit, { at: 'pass', since: at, verdict }, [chime]);
    case 'deny':
    case 'adjust': {
      const attempt = newAttempt(verdict.id, at, context);
      const next: VisitState = { at: verdict.verdict, since: at, verdict, mask: state.mask, attempt };
      return to(visit, next, [chime, { type: 'open', id: attempt.id }]);
    }
  }
}

function check(
  visit: Visit,
  attemptOf: string | null,
  at: number,
  context: VisitContext,
  test = NOTHING_SEEN,
): Step {
  const attempt = { ...newAttempt(attemptOf, at, context), test };
  return to(visit, { at: 'checking', since: at, attempt }, [{ type: 'open', id: attempt.id }]);
}

function newAttempt(attemptOf: string | null, at: number, context: VisitContext): Attempt {
  return { id: context.newId(), attemptOf, openedAt: at, test: NOTHING_SEEN, others: 0 };
}

function post(visit: Visit, attempt: Attempt, at: number, context: VisitContext): Step {
  const { mask, cause } = decision(attempt.test);
  const evidence: Evidence = {
    id: attempt.id,
    attempt_of: attempt.attemptOf,
    mask,
    cause,
    posterior: posterior(attempt.test),
    frames: Math.min(attempt.test.frames, 10_000),
    duration_ms: Math.min(Math.round(at - attempt.openedAt), 600_000),
    face_px: visit.face ? Math.round(visit.face.face.box[2]) : null,
    model: context.model,
    replayed: context.replayed,
    curve: attempt.test.curve.map((point) => toCurvePoint(point, attempt.openedAt)),
  };
  const awaited = awaitsTemperature(mask, context.settings) && !context.thermometerBroken;
  const next = awaited ? 'measuring' : 'deciding';
  return to(visit, { at: next, since: at, attempt, mask }, [
    { type: 'post', evidence, others: attempt.others },
  ]);
}

/** A point as it is posted: ms since the attempt began (frames on the way in are before it), thousandths. */
function toCurvePoint({ at, posterior: p }: CurvePoint, openedAt: number): Evidence['curve'][number] {
  const ms = Math.max(-60_000, Math.min(Math.round(at - openedAt), 600_000));
  const thousandths = (value: number) => Math.round(value * 1000);
  return [ms, thousandths(p.mask), thousandths(p.no_mask), thousandths(p.incorrect)];
}

/** The visitor went away, and the answer was on the screen for as long as it should be. */
function isGone(visit: Visit, at: number, { settings }: VisitContext): boolean {
  const { state } = visit;
  if (state.at === 'idle' || !absent(visit, at)) return false;
  const showing = state.at === 'pass' || state.at === 'deny';
  return !showing || at - state.since >= settings.resultSeconds * 1000;
}

function absent({ face, state }: Visit, at: number): boolean {
  if (!face) return true;
  const near = state.at === 'measuring' && face.relativeWidth > FILLS_PICTURE;
  return at - face.at > (near ? GONE_WHILE_MEASURING_MS : GONE_MS);
}

/** The visitor went away: an attempt under way is abandoned, so that its readings serve nobody else. */
function leave(visit: Visit): Step {
  const { state } = visit;
  const effects: Effect[] = 'attempt' in state ? [{ type: 'abandon', id: state.attempt.id }] : [];
  return { visit: { state: { at: 'idle' }, face: null, others: 0 }, effects };
}

function to(visit: Visit, state: VisitState, effects: Effect[] = []): Step {
  return { visit: state === visit.state ? visit : { ...visit, state }, effects };
}
