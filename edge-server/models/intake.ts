import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { WrongBytes } from '../common/fetch-file.ts';
import type { Log } from '../common/log.ts';
import type { WantedModel } from '../contract/models.ts';
import { MODEL_ENDING, MOST_MODEL_BYTES, modelId, unpackModel, versionOf } from './model-file.ts';
import type { ModelRecord } from './record.ts';
import { NOTHING_COUNTED } from './trial.ts';

/** ms between two tries to fetch a file, at first and at most. */
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** Files that one look takes from the folder. */
const MOST_FILES = 10;

export interface IntakeOptions {
  record: ModelRecord;
  /** Where a command puts files, and where half of one that is being fetched lies. */
  incoming: string;
  /** Why the model in a folder does not pass the gate, in one sentence; null when it does. */
  gate: (folder: string) => Promise<string | null>;
  /** Null where the site allows no place to fetch from. */
  obtain: ((wanted: WantedModel, part: string, stopping: AbortSignal) => Promise<Buffer>) | null;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/**
 * How files of models come to the kiosk: put into a folder by a command on the machine, or fetched because a signed
 * document wants them. Each is whole, past the gate and in the library before anything is told of it, or refused.
 * While another model is on probation nothing is taken: two at a time can't be told apart.
 */
export class ModelIntake {
  readonly #options: IntakeOptions;
  readonly #stopping = new AbortController();
  #fetchAt = Number.NEGATIVE_INFINITY;
  #pause = FIRST_PAUSE_MS;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** A signed document names a model, or none; `actor` is what the audit log says. */
  want(wanted: WantedModel | null, actor: string): void {
    this.#pause = FIRST_PAUSE_MS;
    this.#fetchAt = Number.NEGATIVE_INFINITY;
    this.#options.record.write({ wanted: wanted && { ...wanted, actor }, fetching: null });
  }

  /** Takes what has come, and fetches what is wanted. */
  async look(): Promise<void> {
    if (this.#options.record.state.probation !== null) return;
    await this.#takeFiles();
    await this.#fetchWanted();
  }

  async #takeFiles(): Promise<void> {
    const { incoming } = this.#options;
    if (!existsSync(incoming)) return;
    const names = readdirSync(incoming).filter((name) => name.endsWith(MODEL_ENDING));
    for (const name of names.slice(0, MOST_FILES)) {
      const path = join(incoming, name);
      const bytes = statSync(path).size <= MOST_MODEL_BYTES ? readFileSync(path) : Buffer.alloc(0);
      await this.#take(bytes, modelId(bytes), 'host');
      rmSync(path, { force: true });
    }
  }

  async #fetchWanted(): Promise<void> {
    const { record, obtain, incoming, clock, log } = this.#options;
    const { wanted, trial, refused, fetching } = record.state;
    if (wanted === null || clock.monotonic() < this.#fetchAt) return;
    const decided = [record.used, trial?.id, ...refused.map(({ id }) => id)];
    if (decided.includes(wanted.sha256)) return;
    if (obtain === null) {
      if (fetching === null) record.write({ fetching: 'this site fetches no models: set KF99_MODELS' });
      return;
    }
    mkdirSync(incoming, { recursive: true, mode: 0o700 });
    try {
      const part = join(incoming, `${wanted.sha256}.part`);
      const bytes = await obtain(wanted, part, this.#stopping.signal);
      await this.#take(bytes, wanted.sha256, wanted.actor);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const why = (error as Error).message;
      log.warn({ model: wanted.version, why }, 'a model could not be fetched yet');
      if (error instanceof WrongBytes) record.refuse(wanted.sha256, wanted.actor, why, {}, wanted);
      else record.write({ fetching: why });
      this.#fetchAt = clock.monotonic() + this.#pause;
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    }
  }

  /** A file is here: its way to the trial, or its refusal. */
  async #take(bytes: Buffer, id: string, actor: string): Promise<void> {
    const { record, gate } = this.#options;
    const { library } = record;
    if (id === record.used) return;
    let version = 'the mask model';
    try {
      const files = unpackModel(bytes);
      version = versionOf(files) ?? version;
      const fault = await gate(library.stage(files));
      if (fault !== null) throw new Error(fault);
      library.keep(id);
    } catch (error) {
      library.discard();
      record.refuse(id, actor, (error as Error).message, {}, { version });
      return;
    }
    record.change('try', actor, id, 'It is tried beside the model in use.', {
      trial: { id, version, actor, count: NOTHING_COUNTED },
      refused: record.state.refused.filter((no) => no.id !== id),
    });
  }
}
