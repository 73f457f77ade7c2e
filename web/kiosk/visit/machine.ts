import { awaitsTemperature, type Verdict } from '../../../edge-server/contract/verdict.ts';
import { evidenceOf } from './evidence.ts';
import { isAbsent, isAnother, isBlind, isLost, mayBeAnother, withNobody, withVisitor } from './presence.ts';
import { addFrame, faded, NOTHING_SEEN, sureLabel } from './sequential.ts';
import {
  type Attempt,
  type Effect,
  type Posted,
  START,
  type Visit,
  type VisitContext,
  type VisitEvent,
  type VisitState,
} from './state.ts';
import { GOING, isUnseen, RESTING, UNSEEN_LIMIT_MS } from './unseen.ts';
import type { Placement, Visitor } from './visitor.ts';

const LEAVING_LIMIT_MS = 30_000;
/** A call stays open for this long at the least, and at the most. */
const CALL_SHOWN_MS = 20_000;
const CALL_LIMIT_MS = 300_000;
const TROUBLE_PAUSE_MS = 5000;
/** Evidence that is older than this is not posted again: what it says of the visitor may have changed. */
const REPEAT_MS = 60_000;
/** The server answers by its own limit; this margin is for the network and a slow disk. */
const ANSWER_MARGIN_MS = 5000;

type SeenFrame = Extract<VisitEvent, { type: 'frame' }>;

export interface Step {
  visit: Visit;
  effects: Effect[];
}

/** One step of the visit; the states are described at `VisitState`. Pure: effects are returned, not done. */
export function step(visit: Visit, event: VisitEvent, context: VisitContext): Step {
  switch (event.type) {
    case 'frame':
      return onFrame(visit, event, context);
    case 'tick':
      return onTick(visit, event.at, context);
    case 'verdict':
      return onVerdict(visit, event.verdict, event.at, context);
    case 'let_in': {
      const pass: VisitState = { at: 'pass', since: event.at, verdict: event.verdict };
      return to(visit, pass, [...abandoned(visit), { type: 'chime', verdict: 'staff' }]);
    }
    case 'call':
      return onCall(visit, event.at);
    case 'call_over':
      return onCallOver(visit, event.at, context);
    case 'failed': {
      const posted = postedIn(visit.state);
      if (posted?.attempt.id !== event.id) return to(visit, visit.state);
      const since = visit.state.at === 'trouble' ? visit.state.since : event.at;
      return to(visit, { at: 'trouble', since, unanswered: event.again ? posted : null });
    }
  }
}

/** Without frames nothing is decided about somebody whom nobody sees; what was posted and shown goes on. */
function onTick(visit: Visit, at: number, context: VisitContext): Step {
  const { state } = visit;
  if (state.at === 'idle') return to(visit, state);
  if (state.at === 'called') return onTime(visit, at, context);
  if (isLost(visit, at)) return leave(visit);
  const goesOn = state.at === 'measuring' || state.at === 'deciding' || state.at === 'pass';
  return isBlind(visit, at) && !goesOn ? to(visit, state) : onTime(visit, at, context);
}

function onFrame(visit: Visit, frame: SeenFrame, context: VisitContext): Step {
  const { visitor, at } = frame;
  const doubtful = isBlind(visit, at) || (visitor && mayBeAnother(visit, visitor.face));
  if (!doubtful) return look(visit, frame, context);
  const anew = gatherAnew(visit, visitor?.face.id ?? null, at, context);
  // The gap itself was not looked at.
  return after(anew, look({ ...anew.visit, judgedAt: at }, frame, context));
}

/**
 * Evidence from before a gap may be another person's: it is dropped, together with what the server measured for it.
 * @param found the track that is seen now; null when nobody is
 */
function gatherAnew(visit: Visit, found: number | null, at: number, context: VisitContext): Step {
  const { state } = visit;
  switch (state.at) {
    case 'approach':
    case 'checking':
      return leave(visit);
    case 'deny':
    case 'adjust': {
      const attempt = newAttempt(state.attempt.attemptOf, at, context);
      const effects: Effect[] = [
        { type: 'abandon', id: state.attempt.id },
        { type: 'open', id: attempt.id },
      ];
      // Who stood there before the gap may come into view again, and need not be this one.
      const ids = found === null ? visit.ids : [found];
      return to({ ...visit, ids }, { ...state, since: at, attempt }, effects);
    }
    case 'idle':
    case 'unseen':
    case 'measuring':
    case 'deciding':
    case 'pass':
    case 'trouble':
    case 'leaving':
    case 'called':
      return to(visit, state);
  }
}

function look(visit: Visit, frame: SeenFrame, context: VisitContext): Step {
  const { visitor, at, late } = frame;
  if (!visitor) {
    const missed = withNobody(visit, at, frame.unseen);
    if (isGone(missed, at, context)) return leave(missed);
    return late ? to(missed, missed.state) : onTime(missed, at, context);
  }
  const stays = isFree(visit.state) || callStands(visit.state, at);
  if (!stays && (isAnother(visit, visitor) || isAbsent(visit))) {
    const left = leave(visit);
    return after(left, look(left.visit, frame, context));
  }
  const watched = watch(withVisitor(visit, visitor, at), visitor, at, late, context);
  const begun = watched.effects.length > 0;
  return late || begun ? watched : after(watched, onTime(watched.visit, at, context));
}

/** What a frame with the visitor in it adds to the state. */
function watch(visit: Visit, visitor: Visitor, at: number, late: boolean, context: VisitContext): Step {
  const { state } = visit;
  switch (state.at) {
    case 'idle':
    case 'unseen':
    case 'approach': {
      const placement = placementFor(visitor, context);
      const before = state.at === 'approach' ? faded(state.test, at) : NOTHING_SEEN;
      const test = addFrame(before, { ...visitor.face, relativeWidth: visitor.relativeWidth }, at);
      if (placement === 'ok' && visitor.still && !late) return check(visit, null, at, context, test);
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
      return to(visit, { ...state, attempt });
    }
    case 'measuring':
    case 'deciding':
    case 'pass':
    case 'trouble':
    case 'leaving':
    case 'called':
      return to(visit, state);
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
    case 'unseen':
      return withoutFace(visit, state, at);
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
      const { attempt, mask, evidence } = state;
      return at - state.since > limit
        ? to(visit, { at: 'trouble', since: at, unanswered: { attempt, mask, evidence } })
        : to(visit, state);
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
      return at - state.since >= TROUBLE_PAUSE_MS
        ? tryAgain(visit, state.unanswered, at, context)
        : to(visit, state);
    case 'leaving':
      return at - state.since >= LEAVING_LIMIT_MS ? to(visit, { at: 'idle' }) : to(visit, state);
    case 'called':
      return callIsOver(visit, state.since, at) ? leave(visit) : to(visit, state);
  }
}

/** Nobody has a face: whether somebody is there all the same. */
function withoutFace(visit: Visit, state: VisitState, at: number): Step {
  if (state.at === 'unseen') {
    if (at - state.since >= UNSEEN_LIMIT_MS) return to({ ...visit, unseenMs: RESTING }, { at: 'idle' });
    return isUnseen(visit.unseenMs, true) ? to(visit, state) : to(visit, { at: 'idle' });
  }
  return isUnseen(visit.unseenMs, false) ? to(visit, { at: 'unseen', since: at }) : to(visit, state);
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

/** The visitor calls staff: what was under way is given up, so that nothing is stored behind the call. */
function onCall(visit: Visit, at: number): Step {
  const { state } = visit;
  if (state.at === 'called') return to(visit, state);
  const passed = state.at === 'pass' || state.at === 'leaving';
  const checked = attemptIn(state)?.attemptOf ?? null;
  return to(visit, { at: 'called', since: at, checked, passed }, abandoned(visit));
}

/** The call ended by a touch: the visitor is checked on. */
function onCallOver(visit: Visit, at: number, context: VisitContext): Step {
  const { state } = visit;
  if (state.at !== 'called') return to(visit, state);
  if (state.passed) return to(visit, { at: 'leaving', since: at });
  if (isAbsent(visit)) return leave(visit);
  if (state.checked !== null) return check(visit, state.checked, at, context);
  return to(visit, { at: 'approach', since: at, placement: 'ok', test: NOTHING_SEEN });
}

/** The caller has gone, as far as anybody can tell, or nobody came for too long. */
function callIsOver(visit: Visit, since: number, at: number): boolean {
  if (callStands(visit.state, at)) return false;
  const absent = isAbsent(visit) && !isUnseen(visit.unseenMs, true);
  return absent || isLost(visit, at) || at - since >= CALL_LIMIT_MS;
}

/** Whether an open call outlasts a face that has gone or changed. */
function callStands(state: VisitState, at: number): boolean {
  return state.at === 'called' && at - state.since < CALL_SHOWN_MS;
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
  const posted = postedIn(visit.state);
  if (posted?.attempt.id !== verdict.id) return to(visit, visit.state);
  const chime: Effect = { type: 'chime', verdict: verdict.verdict };
  switch (verdict.verdict) {
    case 'pass':
    case 'staff':
      return to(visit, { at: 'pass', since: at, verdict }, [chime]);
    case 'deny':
    case 'adjust': {
      const attempt = newAttempt(verdict.id, at, context);
      const next: VisitState = { at: verdict.verdict, since: at, verdict, mask: posted.mask, attempt };
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
  const evidence = evidenceOf(attempt, visit.face?.face ?? null, at, context);
  return send(visit, { attempt, mask: evidence.mask, evidence }, attempt.others, at, context);
}

function send(visit: Visit, posted: Posted, others: number, at: number, context: VisitContext): Step {
  const awaited = awaitsTemperature(posted.mask, context.settings) && !context.thermometerBroken;
  const next = awaited ? 'measuring' : 'deciding';
  const effect: Effect = { type: 'post', evidence: posted.evidence, others };
  return to(visit, { at: next, since: at, ...posted }, [effect]);
}

/** The server may know the verdict already, and answers it to the same evidence; a new visit would be a second one. */
function tryAgain(visit: Visit, unanswered: Posted | null, at: number, context: VisitContext): Step {
  if (unanswered && at - unanswered.attempt.openedAt < REPEAT_MS)
    return send(visit, unanswered, 0, at, context);
  const effects: Effect[] = unanswered ? [{ type: 'abandon', id: unanswered.attempt.id }] : [];
  return after({ visit, effects }, check(visit, null, at, context));
}

/** What waits for its verdict. */
function postedIn(state: VisitState): Posted | null {
  if (state.at === 'trouble') return state.unanswered;
  if (state.at !== 'measuring' && state.at !== 'deciding') return null;
  const { attempt, mask, evidence } = state;
  return { attempt, mask, evidence };
}

/** The visitor went away, and the answer was on the screen for as long as it should be. */
function isGone(visit: Visit, at: number, { settings }: VisitContext): boolean {
  const { state } = visit;
  if (isFree(state) || state.at === 'called' || !isAbsent(visit)) return false;
  const showing = state.at === 'pass' || state.at === 'deny';
  return !showing || at - state.since >= settings.resultSeconds * 1000;
}

/** The visitor went away: an attempt under way is abandoned, so that its readings serve nobody else. */
function leave(visit: Visit): Step {
  const unseenMs = wasJudged(visit.state) ? GOING : 0;
  return { visit: { ...START, judgedAt: visit.judgedAt, unseenMs }, effects: abandoned(visit) };
}

/** No visit is under way. */
function isFree({ at }: VisitState): boolean {
  return at === 'idle' || at === 'unseen';
}

/** The visitor had an answer or a call, and is on the way out: their back is nobody who waits. */
function wasJudged({ at }: VisitState): boolean {
  return !(at === 'idle' || at === 'unseen' || at === 'approach' || at === 'checking');
}

function abandoned({ state }: Visit): Effect[] {
  const attempt = attemptIn(state);
  return attempt ? [{ type: 'abandon', id: attempt.id }] : [];
}

function attemptIn(state: VisitState): Attempt | undefined {
  return 'attempt' in state ? state.attempt : postedIn(state)?.attempt;
}

/** Two steps as one. */
function after(first: Step, second: Step): Step {
  return { visit: second.visit, effects: [...first.effects, ...second.effects] };
}

function to(visit: Visit, state: VisitState, effects: Effect[] = []): Step {
  return { visit: state === visit.state ? visit : { ...visit, state }, effects };
}
