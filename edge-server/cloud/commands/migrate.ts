/**
 * `npm run cloud:migrate`: with the owner's DATABASE_URL, brings the cloud to the newest schema, gives the roles their
 * rights, makes the partitions of the months ahead and drops those that are past the year. Once a day is right.
 */

import { type CloudAdmin, migrateCloud } from '../migrate.ts';
import { asOwner, command, ownersUrl } from '../owner.ts';

await command('cloud:migrate', () =>
  asOwner(ownersUrl(), async (admin) => {
    const applied = await migrateCloud(admin);
    const missing = await admin.query(
      "select role from unnest(array['kf99_kiosk', 'kf99_reader']) as role where to_regrole(role) is null",
    );
    const done = applied.length ? `applied ${applied.join(', ')}` : 'nothing to apply';
    if (missing.length === 0) return [done, ...(await openDoors(admin))].join('\n');
    return `${done}; missing: ${missing.map(({ role }) => role).join(', ')}. Create them (docs/cloud.md) and run this again.`;
  }),
);

/** What a kiosk's user may do beside its functions, and only the server's administrator can forbid. */
async function openDoors(admin: CloudAdmin): Promise<string[]> {
  const [objects] = await admin.query(
    "select has_function_privilege('kf99_kiosk', 'pg_catalog.lo_creat(integer)', 'execute') as may, current_database() as here",
  );
  const databases = await admin.query(
    `select format('revoke connect on database %I from public;', datname) as statement from pg_database
     where datallowconn and datname <> current_database() and has_database_privilege('kf99_kiosk', oid, 'connect')
     order by datname`,
  );
  return [
    ...(objects?.may === true
      ? [
          `A kiosk can store large objects. As the server's administrator, in the database ${objects.here}:`,
          '  revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;',
        ]
      : []),
    ...(databases.length > 0
      ? ["A kiosk can connect to other databases. As the server's administrator, where nobody else needs it:"]
      : []),
    ...databases.map(({ statement }) => `  ${statement}`),
  ];
}
