import { DatabaseSync } from 'node:sqlite';
import type { AlarmCode } from '../../edge-server/contract/index.ts';

export interface Opened {
  id: number;
  code: AlarmCode;
  detail: string;
  opened_at: string;
  cleared_at: string | null;
}

/** Every alarm that the product has opened, as its store has them; and which of them a fault accounts for. */
export class AlarmLog {
  readonly #path: string;
  readonly #explained = new Set<number>();

  constructor(path: string) {
    this.#path = path;
  }

  all(): Opened[] {
    const database = new DatabaseSync(this.#path, { readOnly: true });
    try {
      const columns = 'id, code, detail, opened_at, cleared_at';
      return database.prepare(`select ${columns} from alarms order by id`).all() as unknown as Opened[];
    } finally {
      database.close();
    }
  }

  /** The number of the last one. */
  last(): number {
    return this.all().at(-1)?.id ?? 0;
  }

  /** The first of the code after `after`, which from then on is accounted for. */
  find(code: AlarmCode, after: number): Opened | null {
    const found = this.all().find((alarm) => alarm.id > after && alarm.code === code) ?? null;
    if (found !== null) this.#explained.add(found.id);
    return found;
  }

  /** Those that no fault accounts for. */
  unexplained(): Opened[] {
    return this.all().filter(({ id }) => !this.#explained.has(id));
  }
}
