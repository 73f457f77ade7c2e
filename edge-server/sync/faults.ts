/**
 * Why the cloud did not take something: by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html),
 * by the codes of sockets and TLS, and by the few messages of the drivers that have no code.
 */
export interface Fault {
  name: string;
  /** Bounds of the pause before the next try, ms. */
  minMs: number;
  maxMs: number;
  /** What a person has to do; null when it passes by itself. */
  mend: string | null;
}

const SOON = { minMs: 250, maxMs: 10_000, mend: null };
/** Somebody has to mend something: looking more often would only fill logs. */
const later = (mend: string) => ({ minMs: 5000, maxMs: 60_000, mend });

export const FAULTS = {
  unreachable: { name: 'unreachable', ...SOON, maxMs: 30_000 },
  /** The embedded cloud is just starting: its socket is not there yet. */
  starting: { name: 'starting', ...SOON, minMs: 200, maxMs: 1000 },
  restarting: { name: 'restarting', ...SOON },
  conflict: { name: 'conflict', ...SOON, minMs: 50, maxMs: 2000 },
  busy: {
    name: 'busy',
    ...later('The database has no connection or memory left: raise its limits, or use PgBouncer.'),
  },
  /** What is in the batch: no pause, the row is looked for. */
  rows: { name: 'rows', minMs: 0, maxMs: 0, mend: null },
  name: {
    name: 'name',
    ...later(
      "The cloud's host name can't be resolved: look at this machine's network, its name server, and the name in DATABASE_URL.",
    ),
  },
  tls: {
    name: 'tls',
    ...later(
      'No trusted TLS connection: check the certificate and sslrootcert, or the clock of this machine.',
    ),
  },
  password: {
    name: 'password',
    ...later(
      'The cloud refuses user or password: put the right ones into DATABASE_URL, or into the file url of KF99_CLOUD (npm run cloud:kiosk -- renew makes new ones), and restart the worker.',
    ),
  },
  database: {
    name: 'database',
    ...later('The database of DATABASE_URL does not exist: correct its name, or create it.'),
  },
  token: {
    name: 'token',
    ...later(
      'The cloud does not know this token for this user: give the kiosk new ones with npm run cloud:kiosk -- renew.',
    ),
  },
  rights: {
    name: 'rights',
    ...later(
      "The role of DATABASE_URL may not call kf99_ingest: grant it the kiosk's role (npm run cloud:migrate).",
    ),
  },
  read_only: {
    name: 'read_only',
    ...later('The database is read-only, perhaps a standby: let DATABASE_URL name the primary.'),
  },
  disk_full: {
    name: 'disk_full',
    ...later("The cloud's disk is full: make room there. Visits are kept here meanwhile."),
  },
  /** More rows than one kiosk may send in a day (cloud/functions/enter.sql); small calls are taken. */
  allowance: {
    name: 'allowance',
    ...later(
      'The cloud takes no more rows of this kiosk for now: they are kept here and go as its allowance fills up. If they are right, the owner can raise rows_a_day (docs/cloud.md).',
    ),
  },
  schema_old: {
    name: 'schema_old',
    ...later(
      "The cloud's schema is older than this kiosk, or tables are missing: run npm run cloud:migrate.",
    ),
  },
  schema_new: {
    name: 'schema_new',
    ...later("The cloud's schema is newer than this kiosk understands: install the newer version here."),
  },
  /** Only where this machine sets the database up itself. */
  history: {
    name: 'history',
    ...later('The database is of another history: keep it, then let DATABASE_URL name a new, empty one.'),
  },
  unknown: {
    name: 'unknown',
    ...later('The cloud answers with an error that is not known here: see its words.'),
  },
} as const satisfies Record<string, Fault>;

/** The longest prefix first. */
const BY_SQLSTATE: readonly [prefix: string, fault: Fault][] = [
  ['22023', FAULTS.schema_old], // invalid parameter value: the function reads a column in another form than it comes in
  ['22', FAULTS.rows], // data exception: a value that the column can't take
  ['23', FAULTS.rows], // integrity constraint violation
  ['25006', FAULTS.read_only],
  ['28', FAULTS.password],
  ['3D000', FAULTS.database],
  ['40', FAULTS.conflict], // serialisation failure, deadlock
  ['42501', FAULTS.rights],
  ['42', FAULTS.schema_old], // undefined table, function or column
  ['53100', FAULTS.disk_full],
  ['53400', FAULTS.allowance],
  ['53', FAULTS.busy],
  ['55', FAULTS.conflict], // lock not available
  ['57', FAULTS.restarting], // shutting down, starting up, statement cancelled
  ['58', FAULTS.busy], // I/O error of the server
  ['08', FAULTS.unreachable],
];

const BY_CODE: Readonly<Record<string, Fault>> = {
  ENOENT: FAULTS.starting,
  ENOTFOUND: FAULTS.name,
  EAI_AGAIN: FAULTS.name,
  EPROTO: FAULTS.tls,
};
/** Codes of OpenSSL and of Node's TLS. */
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))|_CERT(IFICATE)?_/;

const BY_MESSAGE: readonly [RegExp, Fault][] = [
  [/unknown kiosk token/, FAULTS.token],
  [/does not support SSL|SSL connection has been refused|no encryption|certificate/i, FAULTS.tls],
  [/no such (user|database)|auth(entication)? failed|SASL|password must be/i, FAULTS.password],
  [/schema is newer/, FAULTS.schema_new],
  [/is left as it is/, FAULTS.history],
  [/Connection terminated|timeout/i, FAULTS.unreachable],
];

/** What an error of the database's driver means. What is unknown is tried again, seldom. */
export function faultOf(error: unknown): Fault {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  const spoken = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
  if (typeof code !== 'string') return spoken ?? FAULTS.unknown;
  // The server's own words say more than its code where one code has two meanings.
  if (spoken === FAULTS.token || spoken === FAULTS.tls || spoken === FAULTS.schema_new) return spoken;
  if (BY_CODE[code]) return BY_CODE[code];
  if (TLS.test(code)) return FAULTS.tls;
  if (!/^[0-9A-Z]{5}$/.test(code) || code.startsWith('E')) return FAULTS.unreachable;
  return BY_SQLSTATE.find(([prefix]) => code.startsWith(prefix))?.[1] ?? spoken ?? FAULTS.unknown;
}
