import { join } from 'node:path';
import type { Clock, Stop } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { CurrentModels, TrialFigures, WantedModel } from '../contract/models.ts';
import type { ModelIntake } from './intake.ts';
import { readModel, versionIn } from './library.ts';
import { MODEL_FILES, modelId, packModel } from './model-file.ts';
import type { ModelRecord } from './record.ts';
import type { KeeperState } from './state.ts';
import { judgeTrial, NOTHING_COUNTED, TrialCounter } from './trial.ts';

const LOOK_MS = 5000;
/**
 * ms of a start that are left to the page, whose own gate judges the same model: on a small machine the gate takes some
 * seconds of a core. After them a model that passed here before waits for a moment with nobody there, and at last for none.
 */
const GATE_AFTER_MS = 60_000;
const GATE_AT_LAST_MS = 10 * 60_000;
/** ms without a visitor before a model is changed. */
const QUIET_MS = 60_000;
/** ms after a change in which the parts may settle, and after which the model is kept for good. */
const SETTLE_MS = 5 * 60_000;
const PROBATION_MS = 30 * 60_000;
/** Starts within the probation that count as a server that does not stay up. */
const MOST_STARTS = 3;
/** Counts are written down this often, in faces: a card has better to do. */
const NOTED_FRAMES = 200;

type Probation = NonNullable<KeeperState['probation']>;

/** What the kiosk page says by its heartbeats. */
export interface PageModels {
  /** Version of the model that judges there, and why one that was asked for does not. */
  model: string;
  refused: { model: string | null; why: string } | null;
  trial: TrialFigures | null;
}

export interface KeeperOptions {
  record: ModelRecord;
  intake: ModelIntake;
  /** Folder of the build's own model. */
  build: string;
  /** Why the build's model does not pass the gate, in one sentence; null when it does. */
  gateBuild: () => Promise<string | null>;
  /** Null while the page is silent, or its vision not ready. */
  page: () => PageModels | null;
  /** Nobody stands before the kiosk. */
  idle: () => boolean;
  /** Parts that are well. */
  well: () => readonly string[];
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/**
 * Keeps the mask models of a kiosk: which one is used, which one is tried, which one is gone back to.
 *
 *   a file came (see `ModelIntake`) and passed the gate
 *     └─► trial: the page asks it beside the model in use, and counts where they differ
 *           ── too often, too bold, too slow, or it fails there ──► refused
 *           └─► good ── a quiet minute ──► in use, on probation, the one before asked beside it
 *                 ── the page can't load it, a part that was well is not, the third start, too different ──► taken back
 *                 └─► half an hour ──► kept: the last good one
 *
 * The build's own model goes through the gate at every start: at once when it is new here or its bytes are others, else
 * when the page had its minute; a copy of it is kept. When it does not pass, the last good one is used in its place. A build with another model than before replaces what was brought here. Every change is one
 * row that is written, and a folder of a model is whole or not there: so is, at each moment, the model in use.
 */
export class ModelKeeper {
  readonly #options: KeeperOptions;
  readonly #record: ModelRecord;
  #counter = new TrialCounter();
  #noted = 0;
  #quietSince: number | null = null;
  #probationFrom = 0;
  #startedAt = 0;
  /** The build's model passed here before, by its bytes. */
  #known = false;
  /** Undefined until it was asked. */
  #buildFault: string | null | undefined;
  #looking: Promise<void> | null = null;
  #stopTimer: Stop = () => undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#record = options.record;
  }

  start(): void {
    const record = this.#record;
    const { use, trial, probation } = record.state;
    this.#startedAt = this.#probationFrom = this.#options.clock.monotonic();
    this.#counter = new TrialCounter((trial ?? probation)?.count);
    this.#known = this.#isKnown();
    if (use !== null && !record.library.whole(use)) {
      record.refuse(use, 'host', 'its files here are damaged', { use: null, probation: null });
    } else if (probation !== null) {
      record.write({ probation: { ...probation, starts: probation.starts + 1 } });
      if (probation.starts + 1 >= MOST_STARTS) this.#takeBack('the server did not stay up with it');
    }
    this.#stopTimer = this.#options.clock.every(LOOK_MS, () => void this.look());
    void this.look();
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#options.intake.stop();
    await this.#looking;
  }

  /** What the page is to load; the build's own is null, for it comes with the page. */
  get current(): CurrentModels {
    const { use, trial, probation, good } = this.#record.state;
    return { use, trial: trial?.id ?? probation?.before ?? null, good };
  }

  /** Folder of the model in use; null for the build's. */
  get folder(): string | null {
    const { use } = this.#record.state;
    return use === null ? null : this.#record.library.folder(use);
  }

  /** Version of the model in use; null when there is none that may judge. */
  get version(): string | null {
    if (this.folder === null && typeof this.#buildFault === 'string') return null;
    return versionIn(this.folder ?? this.#options.build);
  }

  /** For the health page: why the build's model is not used, what is tried with its counts, the last change. */
  get story() {
    const { trial, probation, last } = this.#record.state;
    const tried = trial ?? probation;
    const { frames, differed, bolder } = this.#counter.total;
    return {
      fault: this.#buildFault ?? null,
      last: last?.why ?? '',
      tried: tried && { version: tried.version, probation: trial === null, frames, differed, bolder },
    };
  }

  /** Path of a file that the page may load; null for any other. */
  file(id: string, name: string): string | null {
    const known = Object.values(this.current).includes(id);
    if (!known || !(MODEL_FILES as readonly string[]).includes(name)) return null;
    return join(this.#record.library.folder(id), name);
  }

  want(wanted: WantedModel | null, actor: string): void {
    this.#options.intake.want(wanted, actor);
  }

  /** What became of a wanted model, in words; `available` once it judges. */
  said({ sha256 }: WantedModel): { available: boolean; says: string } {
    const { trial, refused, fetching } = this.#record.state;
    if (this.#record.used === sha256) return { available: true, says: '' };
    if (trial?.id === sha256) return { available: false, says: 'it is tried beside the model in use' };
    const no = refused.find(({ id }) => id === sha256);
    return { available: false, says: no?.why ?? fetching ?? 'it has not come yet' };
  }

  /** Looks once at everything; called every 5 s, never twice at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: Error) =>
        this.#options.log.warn({ reason: error.message }, 'models could not be looked at'),
      )
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { idle, clock, intake } = this.#options;
    if (!idle()) this.#quietSince = null;
    else this.#quietSince ??= clock.monotonic();
    if (this.#buildFault === undefined && this.#gateIsDue()) await this.#checkBuild();
    const before = this.#record.state.trial?.id;
    await intake.look();
    if (this.#record.state.trial?.id !== before) this.#countAnew();
    this.#followPage();
    this.#followTrial();
    this.#followProbation();
  }

  #isKnown(): boolean {
    try {
      return modelId(packModel(readModel(this.#options.build))) === this.#record.state.build;
    } catch {
      return false;
    }
  }

  #gateIsDue(): boolean {
    if (!this.#known) return true;
    const { clock, idle } = this.#options;
    const passed = clock.monotonic() - this.#startedAt;
    return passed >= (idle() ? GATE_AFTER_MS : GATE_AT_LAST_MS);
  }

  async #checkBuild(): Promise<void> {
    const { build, gateBuild, log } = this.#options;
    const { library } = this.#record;
    try {
      const files = readModel(build);
      this.#buildFault = await gateBuild();
      if (this.#buildFault !== null) throw new Error(this.#buildFault);
      const id = modelId(packModel(files));
      if (!library.whole(id)) {
        library.stage(files);
        library.keep(id);
      }
      if (id === this.#record.state.build) return;
      this.#record.write({ build: id, good: id, use: null, trial: null, probation: null });
      this.#record.prune();
    } catch (error) {
      const why = (error as Error).message;
      this.#buildFault = why;
      log.warn({ reason: why }, 'the model of the build is not used');
      const { use, good } = this.#record.state;
      if (use !== null || good === null || !library.whole(good)) return;
      this.#record.change('use', 'host', good, `It is used as the last good one, since ${why}`, {
        use: good,
      });
    }
  }

  /** The page is asked for a model that it can't load, and goes on with the build's. */
  #followPage(): void {
    const refused = this.#options.page()?.refused ?? null;
    const { use, probation } = this.#record.state;
    if (refused === null || use === null || refused.model !== use) return;
    if (probation !== null) this.#takeBack(refused.why);
    else this.#record.refuse(use, 'host', refused.why, { use: null });
  }

  #followTrial(): void {
    const { trial } = this.#record.state;
    const page = this.#options.page()?.trial;
    if (trial === null || page?.model !== trial.id) return;
    const count = this.#counter.report(page);
    const verdict = page.failed === null ? judgeTrial(count) : { why: page.failed };
    if (typeof verdict === 'object') this.#record.refuse(trial.id, trial.actor, verdict.why, { trial: null });
    else if (verdict === 'good' && this.#quiet()) this.#takeOver(trial);
    else if (count.frames >= this.#noted + NOTED_FRAMES) {
      this.#noted = count.frames;
      this.#record.write({ trial: { ...trial, count } });
    }
  }

  #takeOver({ id, version, actor, count }: NonNullable<KeeperState['trial']>): void {
    const before = this.#record.used;
    if (before === null) return;
    const { frames, differed } = { ...count, ...this.#counter.total };
    const well = [...this.#options.well()];
    const probation = { id, version, before, well, starts: 0, count: NOTHING_COUNTED };
    const why = `It answered ${differed} of ${frames} faces differently than the one before.`;
    this.#record.change('use', actor, id, why, { use: id, trial: null, probation });
    this.#probationFrom = this.#options.clock.monotonic();
    this.#countAnew();
  }

  #followProbation(): void {
    const { probation } = this.#record.state;
    if (probation === null) return;
    const page = this.#options.page();
    const age = this.#options.clock.monotonic() - this.#probationFrom;
    const why = this.#disagreement(probation, page) ?? (age < SETTLE_MS ? null : this.#illness(probation));
    if (why !== null) {
      this.#takeBack(why);
    } else if (age >= PROBATION_MS && page?.model === probation.version) {
      const kept = { probation: null, good: probation.id };
      this.#record.change('keep', 'host', probation.id, 'It was well for half an hour.', kept);
      this.#record.prune();
    }
  }

  #disagreement({ before }: Probation, page: PageModels | null): string | null {
    if (page?.trial?.model !== before || page.trial.failed !== null) return null;
    // Seen from the one before: what that calls mask and this one does not is only stricter.
    const verdict = judgeTrial({ ...this.#counter.report(page.trial), bolder: 0, ms: 0 });
    return typeof verdict === 'object' ? `since it judges, the one before differs: ${verdict.why}` : null;
  }

  #illness({ well }: Probation): string | null {
    const now = this.#options.well();
    const ill = well.filter((part) => !now.includes(part));
    return ill.length === 0 ? null : `with it, ${ill.join(' and ')} did not stay well`;
  }

  #takeBack(why: string): void {
    const { probation, build } = this.#record.state;
    if (probation === null) return;
    const { id, version, before } = probation;
    const use = before === build ? null : before;
    this.#record.refuse(id, 'host', why, { use, probation: null }, { version, action: 'back' });
  }

  #countAnew(): void {
    this.#counter = new TrialCounter();
    this.#noted = 0;
  }

  #quiet(): boolean {
    return this.#quietSince !== null && this.#options.clock.monotonic() - this.#quietSince >= QUIET_MS;
  }
}
