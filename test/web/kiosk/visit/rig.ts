import { DEFAULT_SETTINGS, type Settings, type Verdict } from '../../../../edge-server/contract/index.ts';
import type { TrackedFace } from '../../../../models/pipeline/follow.ts';
import { step } from '../../../../web/kiosk/visit/machine.ts';
import {
  type Effect,
  START,
  type Visit,
  type VisitContext,
  type VisitEvent,
  type VisitState,
} from '../../../../web/kiosk/visit/state.ts';
import { visitorIn } from '../../../../web/kiosk/visit/visitor.ts';
import { seen } from './faces.ts';

/** A verdict that lets in. */
export const PASSED: Verdict = {
  ...{ id: '00000000-0000-7000-8000-00000000ffff', verdict: 'pass', ispass: true, reasons: [], cause: null },
  ...{ call_staff: false, temperature: null, visited: '2026-11-24T00:00:00.000Z', simulated: false },
};

/** A kiosk without page, camera and server: time, frames and answers are the test's. */
export class Rig {
  at = 0;
  visit: Visit = START;
  effects: Effect[] = [];
  ids = 0;
  readonly context: VisitContext;

  constructor(settings: Partial<Settings> = {}) {
    this.context = {
      settings: { ...DEFAULT_SETTINGS, ...settings },
      model: 'm1',
      replayed: false,
      thermometerBroken: false,
      newId: () => `00000000-0000-7000-8000-${String(++this.ids).padStart(12, '0')}`,
    };
  }

  /** A function, not a getter: it changes from line to line, which TypeScript's narrowing would deny. */
  state(): VisitState {
    return this.visit.state;
  }

  send(event: VisitEvent): void {
    const { visit, effects } = step(this.visit, event, this.context);
    this.visit = visit;
    this.effects.push(...effects);
  }

  /** Shows the faces for a while at 20 frames a second, or until the state is `until`; `unseen`: something moves near. */
  show(faces: TrackedFace[], seconds: number, until?: string, late = false, unseen = false): void {
    const end = this.at + seconds * 1000;
    while (this.at < end && this.state().at !== until) {
      this.at += 50;
      const current = this.visit.face?.face.id ?? null;
      this.send({ type: 'frame', at: this.at, visitor: visitorIn(seen(faces), current), unseen, late });
    }
  }

  /** Time goes by without a frame. */
  pass(seconds: number): void {
    for (const end = this.at + seconds * 1000; this.at < end; this.at += 250) {
      this.send({ type: 'tick', at: this.at });
    }
  }

  /** The id that waits for a verdict. */
  asked(): string {
    return this.posts().at(-1)?.id ?? '';
  }

  fail(again: boolean): void {
    this.send({ type: 'failed', at: this.at, id: this.asked(), again });
  }

  answer(verdict: Verdict['verdict'], reasons: Verdict['reasons'] = [], id = this.asked()): void {
    this.send({
      type: 'verdict',
      at: this.at,
      verdict: {
        id,
        verdict,
        reasons,
        ispass: verdict === 'pass',
        cause: null,
        call_staff: false,
        temperature: null,
        visited: '2026-11-24T00:00:00.000Z',
        simulated: false,
      },
    });
  }

  /** Staff let the visitor in. */
  letIn(): void {
    this.send({ type: 'let_in', at: this.at, verdict: { ...PASSED, verdict: 'staff', reasons: ['child'] } });
  }

  posts() {
    return this.effects.flatMap((effect) => (effect.type === 'post' ? [effect.evidence] : []));
  }
}
