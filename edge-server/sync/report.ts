import type { DatabaseSync } from 'node:sqlite';
import { VERSION } from '../common/version.ts';
import { type Alarm, CommandAnswer, CommandStatus, FleetStatus } from '../contract/index.ts';
import { FLEET_ANSWER, FLEET_COMMAND_STATE, FLEET_STATE, leaveDocument } from '../settings/keys.ts';
import { readMeta } from '../store/db/meta.ts';
import { transaction } from '../store/db/transaction.ts';
import { readSyncView } from '../store/sql/sync-view.ts';
import { EDGE_STATE, type EdgeState } from './edge-state.ts';

/** Alarms in one report; the others follow with the next. */
const MOST_ALARMS = 100;
/** ms after which a server that said nothing counts as down. */
const SILENT_MS = 90_000;

const NO_SETTINGS: Omit<FleetStatus, 'command'> = {
  ...{ version: null, status: 'none', reason: '', model: null, software: null },
  at: new Date(0).toISOString(),
};

/** What `kf99_report` takes. A heartbeat is only worth something now; alarms come until they are acknowledged. */
export interface Report {
  heartbeat: {
    at: string;
    version: string;
    model: string | null;
    state: string;
    outbox: number;
    lag_s: number;
    clock: string | null;
    started_at: string | null;
    disk_free: number | null;
    temperature_c: number | null;
  };
  alarms: Alarm[];
  /** What the server made of the fleet's settings and commands; left out while none has come. */
  fleet?: FleetStatus;
  /** Text that a command asked for, once. */
  answer?: CommandAnswer;
}

/** Makes reports from the store, and notes which alarms the cloud has got. */
export class Reports {
  readonly #database: DatabaseSync;
  /** Version of the command whose answer the cloud has. */
  #answered = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether an alarm has changed since the cloud was told. */
  alarmsWait(): boolean {
    return (
      this.#database.prepare('select 1 from alarms where changes <> reported limit 1').get() !== undefined
    );
  }

  /** Takes what the cloud has for this kiosk. */
  answered(document: unknown): void {
    leaveDocument(this.#database, document);
  }

  /** @returns the report, and what notes that the cloud has it */
  next(now: Date): { report: Report; done: () => void } {
    const changed = this.#database
      .prepare(
        `select id, code, subject, severity, detail, count, opened_at, acknowledged_at, acknowledged_by,
                cleared_at, changes
         from alarms where changes <> reported order by id limit ?`,
      )
      .all(MOST_ALARMS) as unknown as (Alarm & { changes: number })[];
    const answer = this.#answer();
    const done = () => {
      this.#answered = answer?.version ?? this.#answered;
      if (changed.length === 0) return;
      transaction(this.#database, () => {
        // What changed meanwhile stays different and goes with the next report.
        const noted = this.#database.prepare('update alarms set reported = ? where id = ?');
        for (const { id, changes } of changed) noted.run(changes, id);
      });
    };
    const alarms = changed.map(({ changes: _, ...alarm }) => alarm);
    const fleet = this.#fleet();
    const report = {
      heartbeat: this.#heartbeat(now),
      alarms,
      ...(fleet && { fleet }),
      ...(answer && { answer }),
    };
    return { report, done };
  }

  /** What the server made of documents and commands, which it notes apart from one another. */
  #fleet(): FleetStatus | null {
    const [settings, commands] = [FLEET_STATE, FLEET_COMMAND_STATE].map((key) =>
      readMeta(this.#database, key),
    );
    if (!settings && !commands) return null;
    const command = CommandStatus.nullable().parse(commands ? JSON.parse(commands).status : null);
    return FleetStatus.parse({ ...(settings ? JSON.parse(settings) : NO_SETTINGS), command });
  }

  /** Text that the cloud has not got from this process; a start sends the last one again, which changes nothing. */
  #answer(): CommandAnswer | null {
    const text = readMeta(this.#database, FLEET_ANSWER);
    if (text === null) return null;
    const answer = CommandAnswer.parse(JSON.parse(text));
    return answer.version === this.#answered ? null : answer;
  }

  #heartbeat(now: Date): Report['heartbeat'] {
    const { outbox, oldest } = readSyncView(this.#database)();
    const text = readMeta(this.#database, EDGE_STATE);
    const edge = text === null ? null : (JSON.parse(text) as EdgeState);
    const silent = edge === null || Math.abs(now.getTime() - Date.parse(edge.at)) > SILENT_MS;
    return {
      at: now.toISOString(),
      version: edge?.version ?? VERSION,
      model: edge?.model ?? null,
      state: silent ? 'down' : edge.state,
      outbox,
      lag_s: oldest === null ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(oldest)) / 1000)),
      clock: edge?.clock ?? null,
      started_at: edge?.started_at ?? null,
      disk_free: edge?.disk_free ?? null,
      temperature_c: edge?.temperature_c ?? null,
    };
  }
}
