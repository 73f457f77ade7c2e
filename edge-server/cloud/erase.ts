import type { Range } from '../common/range.ts';

/** One connection of the cloud's owner. */
export type OwnerQuery = (statement: string, values: (string | null)[]) => Promise<Record<string, unknown>[]>;

/** Removes the object of a picture; one that is not there is not an error. */
export type RemoveObject = (name: string) => Promise<void>;

const values = (kiosk: string | null, { from, to }: Range) => [kiosk, from.toISOString(), to.toISOString()];

/** Ids of the visits in the range, of one kiosk or of all. */
export async function visitsBetween(
  query: OwnerQuery,
  kiosk: string | null,
  range: Range,
): Promise<string[]> {
  const rows = await query('select id from kf99_visits_between($1, $2, $3)', values(kiosk, range));
  return rows.map(({ id }) => String(id));
}

/**
 * Erases the range from the bucket, when there is one, and then from the tables: what fails half-way can be done again,
 * since the rows still say which pictures there are.
 */
export async function eraseFromCloud(
  query: OwnerQuery,
  kiosk: string | null,
  range: Range,
  remove: RemoveObject | null,
): Promise<number> {
  if (remove !== null) {
    for (const id of await visitsBetween(query, kiosk, range)) {
      await remove(`${id}.jpg`);
      // A kiosk that is away for good can't erase what it put there before the verdict.
      await remove(`temp-${id}.jpg`);
    }
  }
  const [row] = await query('select kf99_erase($1, $2, $3) as erased', values(kiosk, range));
  return Number(row?.erased);
}
