import { tellsPeople, Way } from '../../contract/index.ts';
import { type Check, type Finding, ok, warn } from './finding.ts';
import { readStore } from './read-store.ts';

const CHECK = 'told';
const TEST = 'Press its test on the admin page: Alarms, Who is told.';

/** A row of `ways` or `phones`. */
interface Row {
  id: number;
  body: string | null;
  delivered_at: string | null;
  failed_at: string | null;
  error: string | null;
}

/** Each way and phone by which people are told, by what became of its last message. No name of a person is said. */
export const ways: Check = ({ config, now }) =>
  readStore(config.data, (database) => {
    const rows = database
      .prepare(
        `select id, body, delivered_at, failed_at, error from ways
         union all select id, null, delivered_at, failed_at, error from phones`,
      )
      .all() as unknown as Row[];
    const lines = rows.map((row) => found(row, now));
    if (rows.some(({ body }) => body === null || tellsPeople(Way.parse(JSON.parse(body))))) return lines;
    const todo = 'Add a way on the admin page (Alarms, Who is told), or keep a page of staff open.';
    return [
      warn(CHECK, 'Nobody is told of a call unless a page of staff is open: there is no way.', todo),
      ...lines,
    ];
  });

function found({ id, body, delivered_at, failed_at, error }: Row, now: Date): Finding {
  const what = body === null ? `phone ${id}` : `${Way.parse(JSON.parse(body)).kind} (way ${id})`;
  if (error !== null) {
    const at = failed_at ?? now.toISOString();
    return warn(CHECK, `${what}: not delivered at ${at}: ${error}`, `Mend what it says. ${TEST}`);
  }
  if (delivered_at === null) return warn(CHECK, `${what}: nothing was sent by it yet.`, TEST);
  return ok(CHECK, `${what}: last delivered at ${delivered_at}.`);
}
