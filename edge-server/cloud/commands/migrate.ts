/**
 * `npm run cloud:migrate`: with the owner's DATABASE_URL, brings the cloud to the newest schema, gives the roles their
 * rights, makes the partitions of the months ahead and drops those that are past the year. Once a day is right.
 */

import { migrateCloud } from '../migrate.ts';
import { asOwner, command, ownersUrl } from '../owner.ts';

await command('cloud:migrate', () =>
  asOwner(ownersUrl(), async (admin) => {
    const applied = await migrateCloud(admin);
    const missing = await admin.query(
      "select role from unnest(array['kf99_kiosk', 'kf99_reader']) as role where to_regrole(role) is null",
    );
    const done = applied.length ? `applied ${applied.join(', ')}` : 'nothing to apply';
    if (missing.length === 0) return done;
    return `${done}; missing: ${missing.map(({ role }) => role).join(', ')}. Create them (docs/cloud.md) and run this again.`;
  }),
);
