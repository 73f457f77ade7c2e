import { z } from 'zod';

/**
 * The name of a time zone. Server and pages have to know it, and each library takes names that the other refuses:
 * `Intl` takes `PST` and `IST`, `Temporal` a whole timestamp. Phones that staff open the admin page on may have no
 * `Temporal`; the server has.
 */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'name a zone of the IANA list, as Asia/Seoul');

function isTimeZone(name: string): boolean {
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name });
    return Boolean(globalThis.Temporal?.Now.zonedDateTimeISO(name) ?? known);
  } catch {
    return false;
  }
}
