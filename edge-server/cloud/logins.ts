import type { Sql } from 'postgres';

/** The group that has the kiosk's functions (access.sql). */
const GROUP = 'kf99_kiosk';
/**
 * A worker has one and the doctor one; the third is one that a network has swallowed and nobody has missed yet. Each more
 * is a core of the database for who has stolen a kiosk.
 */
const CONNECTIONS = 3;
/**
 * What its sessions begin with. A user may change them for itself, so nothing rests on them: they spare the cloud what a
 * broken kiosk leaves behind. `kf99_tend` ends what is open for too long in any case.
 */
const LIMITS = {
  statement_timeout: '30s',
  idle_in_transaction_session_timeout: '10s',
  idle_session_timeout: '5min',
  tcp_keepalives_idle: '60',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '6',
} as const;
/** Rounds of ending sessions: one that was just logging in is there in the next. */
const ROUNDS = 20;

/**
 * Makes a user of the database for one kiosk, or gives the one that is there this password. It may call the kiosk's
 * functions and nothing else, and is nobody else's: what it may do to a user, as changing its password, it does to itself.
 *
 * @param name letters, digits, `.`, `_`, `-`
 * @param password without a quote
 */
export async function makeLogin(sql: Sql, name: string, password: string): Promise<void> {
  const user = quoted(name);
  if (!/^[\w-]+$/.test(password)) throw new RangeError('a password here has letters, digits, "_" and "-"');
  const [there] = await sql`select from pg_roles where rolname = ${name}`;
  await sql.unsafe(
    `${there ? 'alter' : 'create'} role ${user} login password '${password}' connection limit ${CONNECTIONS}`,
  );
  for (const [limit, value] of Object.entries(LIMITS)) {
    await sql.unsafe(`alter role ${user} set ${limit} = '${value}'`);
  }
  await sql.unsafe(`grant ${GROUP} to ${user}`);
  // So that the owner can see and end its sessions.
  await sql.unsafe(`grant ${user} to current_user`);
}

/** Takes a kiosk's user away and ends its sessions. Safe to call for one that is gone. */
export async function removeLogin(sql: Sql, name: string): Promise<void> {
  const user = quoted(name);
  const [there] = await sql<
    { id: number }[]
  >`select oid::int8::float8 as id from pg_roles where rolname = ${name}`;
  if (there === undefined) return;
  await sql.unsafe(`alter role ${user} nologin`);
  for (let round = 0; round < ROUNDS; round++) {
    const { count } = await sql`
      select pg_terminate_backend(pid, 1000) from pg_stat_activity where usesysid = ${there.id}`;
    if (count === 0) break;
  }
  await sql.unsafe(`drop owned by ${user}`);
  await sql.unsafe(`drop role ${user}`);
}

function quoted(name: string): string {
  if (!/^[\w.-]{1,63}$/.test(name)) throw new RangeError(`${name} can't be the name of a user`);
  return `"${name}"`;
}
