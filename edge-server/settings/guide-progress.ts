import type { DatabaseSync } from 'node:sqlite';
import type { Audit } from '../access/audit.ts';
import {
  GUIDE_STEPS,
  Guide,
  type GuideStep,
  type GuideStepState,
  type Principal,
} from '../contract/index.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { transaction } from '../store/db/transaction.ts';

/** Key in the store's `meta` table. */
const KEY = 'guide';
const FRESH: Guide = {
  over: false,
  steps: Object.fromEntries(GUIDE_STEPS.map((step) => [step, 'open'])) as Guide['steps'],
};

/** How far the set-up of this kiosk has come, whoever goes on with it and in which browser. */
export class GuideProgress {
  readonly #database: DatabaseSync;
  readonly #audit: Audit;

  constructor(database: DatabaseSync, audit: Audit) {
    this.#database = database;
    this.#audit = audit;
  }

  /** What no longer fits, as of another version, is begun anew. */
  read(): Guide {
    const stored = readMeta(this.#database, KEY);
    const parsed = Guide.safeParse(stored === null ? FRESH : JSON.parse(stored));
    return parsed.success ? parsed.data : FRESH;
  }

  /** A step is done, skipped or open again; nothing changes once the guide is over. */
  mark(actor: Pick<Principal, 'id'>, step: GuideStep, state: GuideStepState): Guide {
    const before = this.read();
    if (before.over || before.steps[step] === state) return before;
    return this.#write(
      { ...before, steps: { ...before.steps, [step]: state } },
      { actor: actor.id, action: 'guide.step', target: `guide:${step}`, after: { state } },
    );
  }

  /** It is over, for good: what was not done stands in the log. */
  end(actor: Pick<Principal, 'id'>): Guide {
    const before = this.read();
    if (before.over) return before;
    const after = { steps: before.steps };
    return this.#write(
      { ...before, over: true },
      { actor: actor.id, action: 'guide.end', target: 'guide', after },
    );
  }

  #write(guide: Guide, change: Parameters<Audit['record']>[0]): Guide {
    transaction(this.#database, () => {
      writeMeta(this.#database, KEY, JSON.stringify(guide));
      this.#audit.record(change);
    });
    return guide;
  }
}
