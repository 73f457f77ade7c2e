import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Stop } from '../clock/clock.ts';
import { Backoff } from '../common/backoff.ts';
import { fetchFile, WrongBytes } from '../common/fetch-file.ts';
import type { Log } from '../common/log.ts';
import { writeFileSafely } from '../common/write-file.ts';
import {
  type SoftwareState,
  type SoftwareStatus,
  UpdateOutcome,
  type WantedSoftware,
} from '../contract/software.ts';
import { UpdateState } from './state.ts';

const LOOK_MS = 10_000;
const RETRY = { minMs: 5000, maxMs: 10 * 60_000 };
/** The machine's installer is asked again this often, and given up after this long. */
const ASK_MS = 10 * 60_000;
const ANSWER_MS = 60 * 60_000;
const MOST_OUTCOME_BYTES = 8192;

type Processor = keyof WantedSoftware['packages'];
type AuditAction = 'want' | 'ask' | 'done' | 'refuse' | 'back' | 'fail';

export interface UpdaterOptions {
  /** Version that runs. */
  running: string;
  /** `process.arch`. */
  processor: string;
  /** Where packages may be fetched, an address or a folder; null for nowhere (KF99_SOFTWARE). */
  source: string | null;
  /** Folder where the installer of this machine says what became of a try; null where there is none (KF99_UPDATER). */
  installer: string | null;
  /** Folder for packages and for the request, of this server's own. */
  folder: string;
  state: { read(): string | null; write(text: string): void };
  audit: { record(change: { actor: string; action: string; target: string; after?: unknown }): void };
  /** It is within the site's quiet hours, and nobody stands there. */
  quiet: () => boolean;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Brings the version that the fleet's signed document names, as far as a server may that has no rights: it fetches the
 * package, checks it, and in the site's quiet hours leaves a request beside it. The installer of the machine
 * (deploy/update), which runs as root, believes none of it: it looks at the site's settings, the signature and the
 * package once more, installs, watches, rolls back, and says what became of it. The states are those of `SoftwareState`.
 *
 * Each step is written down before it is done. A package that failed is not tried again until another was named.
 */
export class SoftwareUpdater {
  readonly #options: UpdaterOptions;
  readonly #stopping = new AbortController();
  readonly #backoff = new Backoff(RETRY);
  #state: UpdateState | null;
  #fetchAt = Number.NEGATIVE_INFINITY;
  #startedAt = 0;
  #askedAt = 0;
  #looking: Promise<void> | null = null;
  #stopTimer: Stop = () => undefined;

  constructor(options: UpdaterOptions) {
    this.#options = options;
    const text = options.state.read();
    this.#state = text === null ? null : UpdateState.parse(JSON.parse(text));
  }

  start(): void {
    const { clock } = this.#options;
    this.#startedAt = clock.monotonic();
    this.#askedAt = this.#startedAt;
    this.#stopTimer = clock.every(LOOK_MS, () => void this.look());
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort();
    await this.#looking;
  }

  /** What became of the version that was named last; null while none was. */
  get status(): SoftwareStatus | null {
    return this.#state?.status ?? null;
  }

  /** A signed document names a version. @param signed the document as it came, which the installer checks again */
  want(wanted: WantedSoftware, signed: string, document: number, actor: string): void {
    const failed = this.#state?.failed ?? null;
    const same = failed !== null && failed.sha256 === this.#packageOf(wanted)?.sha256;
    const status = { wanted: wanted.version, status: 'fetching', says: '', at: this.#now() } as const;
    this.#write({ status, wanted, signed, document, actor, failed: same ? failed : null });
    this.#record('want');
    this.#backoff.succeeded();
    this.#fetchAt = Number.NEGATIVE_INFINITY;
    if (wanted.version === this.#options.running) {
      this.#settle('installed', 'It ran already.', 'done');
      return;
    }
    const reason = this.#against(wanted) ?? (same ? `it failed here: ${failed.says}` : null);
    if (reason !== null) this.#settle('refused', `${wanted.version} is refused: ${reason}`, 'refuse');
  }

  /** Looks once at what is to be done; called every 10 s, never twice at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: Error) =>
        this.#options.log.warn({ reason: error.message }, 'an update could not be looked at'),
      )
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { quiet, clock } = this.#options;
    switch (this.#state?.status.status) {
      case 'fetching':
        if (clock.monotonic() >= this.#fetchAt) await this.#bring(this.#state);
        return;
      case 'waiting':
        if (quiet()) this.#ask(this.#state);
        return;
      case 'installing':
        this.#followInstaller(this.#state);
        return;
      case 'installed':
      case 'refused':
      case 'rolled_back':
      case 'failed':
      case undefined:
    }
  }

  async #bring({ wanted }: UpdateState): Promise<void> {
    const { source, folder, clock, log } = this.#options;
    const file = this.#packageOf(wanted);
    if (source === null || file === null) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#clear(file.sha256);
      const name = `kf99_${wanted.version}_${this.#processor}.deb`;
      const part = join(folder, `${file.sha256}.part`);
      await fetchFile(source, { name, ...file }, part, this.#stopping.signal, clock);
      // Another one may have been named meanwhile.
      if (this.#state?.wanted !== wanted) return;
      renameSync(part, join(folder, `${file.sha256}.deb`));
      this.#tell('waiting', 'It is here, and waits for the quiet hours of the site.');
    } catch (error) {
      if (this.#stopping.signal.aborted || this.#state?.wanted !== wanted) return;
      const why = (error as Error).message;
      log.warn({ version: wanted.version, why }, 'the software could not be fetched yet');
      if (error instanceof WrongBytes) {
        this.#settle('refused', `${wanted.version} is refused: ${why}`, 'refuse');
        return;
      }
      if (why !== this.#state.status.says) this.#tell('fetching', why);
      this.#fetchAt = clock.monotonic() + this.#backoff.failed();
    }
  }

  #ask(state: UpdateState): void {
    this.#tell('installing', '');
    this.#record('ask');
    this.#startedAt = this.#options.clock.monotonic();
    this.#request(state);
  }

  /** The installer sees that the file was written; what it says of an earlier document is no answer. */
  #request({ signed }: UpdateState): void {
    const { folder, clock } = this.#options;
    this.#askedAt = clock.monotonic();
    writeFileSafely(join(folder, 'request'), signed);
  }

  #followInstaller(state: UpdateState): void {
    const outcome = this.#outcome();
    if (outcome?.document === state.document) {
      this.#take(state, outcome);
      return;
    }
    const now = this.#options.clock.monotonic();
    if (now - this.#startedAt > ANSWER_MS) {
      this.#clear(null);
      const says =
        'The installer of this machine did not answer within an hour: systemctl status kf99-update says why.';
      this.#settle('failed', says, 'fail');
    } else if (now - this.#askedAt > ASK_MS) {
      this.#request(state);
    }
  }

  #take(state: UpdateState, { status, says }: UpdateOutcome): void {
    this.#clear(null);
    const sha256 = this.#packageOf(state.wanted)?.sha256;
    if (status !== 'installed' && sha256 !== undefined) this.#write({ ...state, failed: { sha256, says } });
    const action = { installed: 'done', refused: 'refuse', rolled_back: 'back', failed: 'fail' } as const;
    this.#settle(status, says, action[status]);
  }

  #outcome(): UpdateOutcome | null {
    const { installer } = this.#options;
    if (installer === null) return null;
    try {
      const path = join(installer, 'outcome.json');
      if (statSync(path).size > MOST_OUTCOME_BYTES) return null;
      return UpdateOutcome.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return null;
    }
  }

  /** Why this machine does not take it at all; null when it may. */
  #against(wanted: WantedSoftware): string | null {
    const { source, installer, processor } = this.#options;
    if (source === null) return 'this site takes no software from afar: set KF99_SOFTWARE';
    if (installer === null) return 'nothing here installs it: only the Debian package brings an installer';
    if (this.#packageOf(wanted) === null)
      return `the fleet has no package of it for this processor (${processor})`;
    return null;
  }

  get #processor(): Processor | null {
    const { processor } = this.#options;
    if (processor === 'arm64') return 'arm64';
    return processor === 'x64' ? 'amd64' : null;
  }

  #packageOf({ packages }: WantedSoftware) {
    return this.#processor === null ? null : packages[this.#processor];
  }

  /** Removes what earlier tries left, but for the part of this package. */
  #clear(sha256: string | null): void {
    const { folder } = this.#options;
    for (const name of readdirSync(folder)) {
      if (name !== `${sha256}.part`) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  #tell(status: SoftwareState, says: string): void {
    if (this.#state === null) return;
    const { version } = this.#state.wanted;
    this.#write({
      ...this.#state,
      status: { wanted: version, status, says: says.slice(0, 1000), at: this.#now() },
    });
  }

  #settle(status: SoftwareState, says: string, action: AuditAction): void {
    this.#tell(status, says);
    this.#record(action);
  }

  #record(action: AuditAction): void {
    if (this.#state === null) return;
    const { actor, status } = this.#state;
    const after = status.says || undefined;
    this.#options.audit.record({
      actor,
      action: `software.${action}`,
      target: `software:${status.wanted}`,
      after,
    });
    this.#options.log.info({ action, version: status.wanted, says: status.says }, 'software');
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }

  #write(state: UpdateState): void {
    this.#state = state;
    this.#options.state.write(JSON.stringify(state));
  }
}
