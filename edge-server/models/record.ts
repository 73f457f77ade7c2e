import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { ModelLibrary } from './library.ts';
import { KeeperState, NOTHING_KEPT } from './state.ts';

const MOST_REFUSED = 20;

export interface RecordOptions {
  library: ModelLibrary;
  state: { read(): string | null; write(text: string): void };
  /** The audit log. */
  audit: {
    record(change: {
      actor: string;
      action: string;
      target: string;
      before?: unknown;
      after?: unknown;
    }): void;
  };
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
}

/** What is done with a model; the audit log has it as `model.try` and so on. */
export type ModelAction = 'try' | 'use' | 'keep' | 'refuse' | 'back';

/** The state of a kiosk's models as it is written down, and each change of it with its sentence. */
export class ModelRecord {
  readonly library: ModelLibrary;
  readonly #options: RecordOptions;
  #state: KeeperState;

  constructor(options: RecordOptions) {
    this.#options = options;
    this.library = options.library;
    const text = options.state.read();
    this.#state = text === null ? NOTHING_KEPT : KeeperState.parse(JSON.parse(text));
  }

  get state(): Readonly<KeeperState> {
    return this.#state;
  }

  /** The model that judges, the build's own too; null until the build's has passed the gate. */
  get used(): string | null {
    return this.#state.use ?? this.#state.build;
  }

  write(change: Partial<KeeperState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.state.write(JSON.stringify(this.#state));
  }

  /** A change, written down with who made it and why, one sentence. */
  change(action: ModelAction, actor: string, id: string, why: string, change: Partial<KeeperState>): void {
    const { audit, clock, log } = this.#options;
    const model = this.library.version(id) ?? id.slice(0, 8);
    const before = this.used === null ? null : this.library.version(this.used);
    audit.record({ actor, action: `model.${action}`, target: `model:${model}`, before, after: why });
    log.info({ action, model, why }, 'model');
    this.write({ ...change, last: { at: clock.now().toISOString(), action, model, why }, fetching: null });
  }

  /** Refuses a model, or takes it back, in one sentence that begins with its name; it is not looked at again. */
  refuse(
    id: string,
    actor: string,
    why: string,
    change: Partial<KeeperState>,
    { version = this.library.version(id) ?? 'the mask model', action = 'refuse' as ModelAction } = {},
  ): void {
    const said = / is refused: /.test(why) ? why : `${version} is refused: ${why.replace(/\.$/, '')}.`;
    const others = this.#state.refused.filter((no) => no.id !== id);
    this.change(action, actor, id, said, {
      ...change,
      refused: [...others, { id, why: said }].slice(-MOST_REFUSED),
    });
    this.prune();
  }

  /** Removes the files of models that are no longer used, tried or gone back to. */
  prune(): void {
    const { use, build, good, trial, probation } = this.#state;
    this.library.prune([use, build, good, trial?.id ?? null, probation?.before ?? null]);
  }
}
