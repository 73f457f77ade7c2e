import type { KeyObject } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Stop } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Allowance } from '../config/allowance.ts';
import {
  type CommandAnswer,
  type CommandStatus,
  type FleetCommandName,
  MOST_ANSWER_BYTES,
} from '../contract/index.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { FleetCommand, openSigned } from './document.ts';
import { FLEET_ANSWER, FLEET_COMMAND, FLEET_COMMAND_STATE } from './keys.ts';

const LOOK_MS = 5000;

/** What each needs of the site (KF99_FLEET_ALLOWS). */
const NEEDS: Readonly<Record<FleetCommandName, Allowance>> = {
  page: 'restart',
  browser: 'restart',
  server: 'restart',
  doctor: 'reports',
  log: 'reports',
};
/** What interrupts the entrance is done while nobody stands there. */
const INTERRUPTS: readonly FleetCommandName[] = ['page', 'browser', 'server'];

interface State {
  /** Highest version that was genuine, for this kiosk, and decided on. */
  seen: number;
  status: CommandStatus | null;
  /** The command that is still to be done. */
  open: FleetCommand | null;
}

export interface CommanderOptions {
  database: DatabaseSync;
  kioskId: string;
  key: KeyObject | null;
  allows: readonly Allowance[];
  /** What is done, and answers text or nothing. @throws {Error} why it could not be, in a sentence */
  acts: Readonly<Record<FleetCommandName, () => Promise<string> | string>>;
  /** Nobody stands before the kiosk. */
  idle: () => boolean;
  clockIsSet: () => boolean;
  audit: { record(change: { actor: string; action: string; target: string; after?: unknown }): void };
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Does what the fleet asks of this kiosk once, as its key's owner signed it and the site allows:
 *
 *   newer, genuine, for this kiosk ──► the site does not allow it ──► refused
 *                                 └──► waiting (somebody stands there, or the clock is not set)
 *                                        ├── its time is over ──► refused
 *                                        └──► done, or failed
 *
 * A command is written down as decided before it is done, so none is done twice but `doctor` and `log`, which a power cut
 * may repeat. The answer's text is bounded, and goes to the cloud with the next report.
 */
export class FleetCommander {
  readonly #options: CommanderOptions;
  #state: State;
  #said = '';
  #looking: Promise<void> | null = null;
  #stopTimer: Stop = () => undefined;

  constructor(options: CommanderOptions) {
    this.#options = options;
    const text = readMeta(options.database, FLEET_COMMAND_STATE);
    this.#state = text === null ? { seen: 0, status: null, open: null } : (JSON.parse(text) as State);
  }

  /** What became of the command that came last. */
  get status(): CommandStatus | null {
    return this.#state.status;
  }

  start(): void {
    this.#stopTimer = this.#options.clock.every(LOOK_MS, () => void this.look());
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#looking;
  }

  /** Looks once at what has come and at what waits; called every 5 s, never twice at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: Error) =>
        this.#options.log.warn({ reason: error.message }, 'a command of the fleet is not followed'),
      )
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    this.#take();
    const { open } = this.#state;
    if (open !== null) await this.#follow(open);
  }

  #take(): void {
    const { database, kioskId, key, allows } = this.#options;
    const text = readMeta(database, FLEET_COMMAND);
    if (text === null || text === this.#said) return;
    this.#said = text;
    const command = openSigned('command', FleetCommand, text, key);
    const { version, kiosks, what } = command;
    if (version <= this.#state.seen || (kiosks !== null && !kiosks.includes(kioskId))) return;
    const needs = NEEDS[what];
    if (allows.includes(needs)) this.#note(command, 'waiting', '', command);
    else this.#end(command, 'refused', `KF99_FLEET_ALLOWS of this site does not name ${needs}.`);
  }

  async #follow(command: FleetCommand): Promise<void> {
    const { acts, idle, clockIsSet, clock } = this.#options;
    const { what, until } = command;
    if (!clockIsSet()) return;
    if (clock.now().getTime() > Date.parse(until)) {
      this.#end(command, 'refused', `It could not be done before ${until}.`);
      return;
    }
    if (INTERRUPTS.includes(what) && !idle()) return;
    try {
      // What restarts the server does not come back to say so.
      if (what === 'server') this.#note(command, 'done', '', null);
      const text = await acts[what]();
      if (text !== '') this.#answer(command, text);
      this.#end(command, 'done', '');
    } catch (error) {
      this.#end(command, 'failed', (error as Error).message);
    }
  }

  #answer({ version, what }: FleetCommand, text: string): void {
    const at = this.#options.clock.now().toISOString();
    const answer: CommandAnswer = { version, what, at, text: bounded(text, what === 'log') };
    writeMeta(this.#options.database, FLEET_ANSWER, JSON.stringify(answer));
  }

  #end(command: FleetCommand, status: CommandStatus['status'], says: string): void {
    const { audit, log } = this.#options;
    const { version, what } = command;
    const action = status === 'refused' ? 'fleet.refuse' : `fleet.${what}`;
    const after = says || undefined;
    audit.record({ actor: `fleet:${version}`, action, target: `command:${what}`, after });
    log.info({ version, what, status, says }, 'command of the fleet');
    this.#note(command, status, says, null);
  }

  #note(
    { version, what }: FleetCommand,
    status: CommandStatus['status'],
    says: string,
    open: FleetCommand | null,
  ): void {
    const at = this.#options.clock.now().toISOString();
    const told = { version, what, status, says: says.slice(0, 1000), at };
    this.#state = { seen: Math.max(version, this.#state.seen), status: told, open };
    writeMeta(this.#options.database, FLEET_COMMAND_STATE, JSON.stringify(this.#state));
  }
}

/** At most so many bytes, cut at a line: of a log the end is kept, else the beginning. Addresses of people go. */
function bounded(text: string, end: boolean): string {
  const clean = text.replace(/[^\s<>"'`(),;:]+@[^\s<>"'`(),;:]+\.[a-z]{2,}/gi, '(address)');
  const bytes = Buffer.from(clean);
  if (bytes.length <= MOST_ANSWER_BYTES) return clean;
  const most = MOST_ANSWER_BYTES - 100;
  const part = (end ? bytes.subarray(-most) : bytes.subarray(0, most)).toString();
  const cut = end ? part.indexOf('\n') + 1 : part.lastIndexOf('\n') + 1;
  const kept = end ? part.slice(cut) : part.slice(0, cut || part.length);
  return end
    ? `(the end of ${bytes.length} bytes)\n${kept}`
    : `${kept}(the beginning of ${bytes.length} bytes)\n`;
}
