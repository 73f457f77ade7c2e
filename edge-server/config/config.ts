import { resolve } from 'node:path';
import type { LOG_LEVELS } from '../common/log.ts';
import { StartError } from '../common/start-error.ts';
import { Password, Settings } from '../contract/index.ts';
import type { Allowance } from './allowance.ts';
import { Environment, VARIABLES } from './environment.ts';
import { type MqttConfig, mqttConfig } from './mqtt.ts';
import { readNamedFile } from './named-file.ts';
import { nearest } from './nearest.ts';
import { type S3Config, s3Config } from './s3.ts';
import type { TlsFiles } from './tls.ts';

/** What the machine was told; what the site decides is in `settings`. */
export interface Config {
  host: string;
  port: number;
  /** Null for plain HTTP. */
  tls: TlsFiles | null;
  /** Absolute path of the data folder. */
  data: string;
  kioskId: string | null;
  thermometer: string;
  /** Folder of the device files, where boards are looked for; a container sees the machine's under another path. */
  dev: string;
  /** What sets the machine's clock. */
  clock: 'network' | 'battery';
  /** Folder with the access to a cloud (sync/enrolment.ts); null when `databaseUrl` says it. */
  cloud: string | null;
  /** ms that a visit waits for others on its way to the cloud. */
  gatherMs: number;
  databaseUrl: string | null;
  kioskTokenFile: string | null;
  /** PEM file of the key that this kiosk is pinned to, and what its owner may loosen here. */
  fleetKeyFile: string | null;
  fleetAllows: readonly Allowance[];
  /** Where models may be fetched, an address or a folder; null for nowhere. */
  models: string | null;
  /** The same for versions of the software, and the folder of this machine's installer. */
  software: string | null;
  updater: string | null;
  /** Of the fleet role. */
  readerUrl: string | null;
  pairing: 'open' | 'code';
  /** Whether this machine's screen, too, shows where the first admin is set up. */
  firstRun: 'console' | 'screen';
  origin: string | null;
  /** The password of the person `admin`, from a file; null where people set up themselves. */
  adminPassword: string | null;
  /** Folder of recordings for the kiosk's `?source=`, for debugging. */
  replay: string | null;
  /** Folder of pictures that make visits, and whether those open the door; null for none. */
  drop: { folder: string; door: boolean } | null;
  /** Null without a broker. */
  mqtt: MqttConfig | null;
  /** Null without a bucket for kept pictures. */
  s3: S3Config | null;
  webhookSecretFile: string | null;
  /** Folder in which weekly reports are kept; null for none. */
  reportFolder: string | null;
  /** Push services that messages may go to. */
  pushHosts: readonly string[];
  logLevel: (typeof LOG_LEVELS)[number];
  settings: Settings;
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Reads the environment and the settings file.
 * @throws {StartError} one sentence for the first thing that is wrong
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // Set but empty means unset: that is what compose files and unit files make of a blank line.
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([key, value]) => (key.startsWith('KF99_') || key === 'DATABASE_URL') && value,
    ),
  );
  for (const key of Object.keys(given)) {
    if (!VARIABLES.includes(key)) {
      throw new StartError(`${key} is not a setting of KF99: did you mean ${nearest(key, VARIABLES)}?`);
    }
  }
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new StartError(`${String(issue?.path[0])} can't be used: ${issue?.message}`);
  }
  const e = parsed.data;
  if (e.KF99_PAIRING === 'open' && !isLoopback(e.KF99_HOST)) {
    throw new StartError(
      `KF99_PAIRING=open would let anyone who reaches ${e.KF99_HOST} be the kiosk: use code, or bind KF99_HOST to 127.0.0.1`,
    );
  }
  if (e.KF99_CLOUD !== undefined && e.DATABASE_URL !== undefined) {
    throw new StartError('KF99_CLOUD and DATABASE_URL both name a cloud: set one of them');
  }
  return {
    host: e.KF99_HOST,
    port: e.KF99_PORT,
    tls: tlsFiles(e.KF99_TLS_CERT, e.KF99_TLS_KEY),
    data: resolve(e.KF99_DATA),
    kioskId: e.KF99_KIOSK_ID ?? null,
    thermometer: thermometerOf(e.KF99_THERMOMETER, e.KF99_MQTT_URL !== undefined),
    dev: resolve(e.KF99_DEV),
    clock: e.KF99_CLOCK,
    cloud: e.KF99_CLOUD ? resolve(e.KF99_CLOUD) : null,
    gatherMs: e.KF99_CLOUD_GATHER * 1000,
    databaseUrl: e.DATABASE_URL ?? null,
    kioskTokenFile: e.KF99_KIOSK_TOKEN_FILE ? resolve(e.KF99_KIOSK_TOKEN_FILE) : null,
    fleetKeyFile: e.KF99_FLEET_KEY ? resolve(e.KF99_FLEET_KEY) : null,
    fleetAllows: (e.KF99_FLEET_ALLOWS?.split(',') ?? []) as Allowance[],
    models: e.KF99_MODELS ?? null,
    software: e.KF99_SOFTWARE ?? null,
    updater: e.KF99_UPDATER ? resolve(e.KF99_UPDATER) : null,
    readerUrl: e.KF99_READER_URL ?? null,
    pairing: e.KF99_PAIRING ?? (isLoopback(e.KF99_HOST) ? 'open' : 'code'),
    firstRun: e.KF99_FIRST_RUN,
    origin: e.KF99_ORIGIN ?? null,
    adminPassword: e.KF99_ADMIN_PASSWORD_FILE ? readPassword(resolve(e.KF99_ADMIN_PASSWORD_FILE)) : null,
    replay: e.KF99_REPLAY ? resolve(e.KF99_REPLAY) : null,
    drop: dropOf(e.KF99_DROP_FOLDER, e.KF99_DROP_DOOR === 'on'),
    mqtt: mqttConfig(e),
    s3: s3Config(e),
    webhookSecretFile: e.KF99_WEBHOOK_SECRET_FILE ? resolve(e.KF99_WEBHOOK_SECRET_FILE) : null,
    reportFolder: e.KF99_REPORT_FOLDER ? resolve(e.KF99_REPORT_FOLDER) : null,
    pushHosts: e.KF99_PUSH_HOSTS.split(','),
    logLevel: e.KF99_LOG_LEVEL,
    settings: readSettings(e.KF99_SETTINGS ? resolve(e.KF99_SETTINGS) : null),
  };
}

/** @throws {StartError} when there is one without the other */
function tlsFiles(cert: string | undefined, key: string | undefined): TlsFiles | null {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) {
    throw new StartError('KF99_TLS_CERT and KF99_TLS_KEY go together: set both or neither');
  }
  return { cert: resolve(cert), key: resolve(key) };
}

/** @throws {StartError} when there is a door for a folder that is not there */
function dropOf(folder: string | undefined, door: boolean): Config['drop'] {
  if (folder !== undefined) return { folder: resolve(folder), door };
  if (door) throw new StartError('KF99_DROP_DOOR has no folder: set KF99_DROP_FOLDER too');
  return null;
}

const THERMOMETERS = ['auto', 'http', 'mqtt', 'simulated'];

/** A word or a path. What is neither would be waited for like a board that nobody has plugged in yet. */
function thermometerOf(value: string, broker: boolean): string {
  if (value === 'mqtt' && !broker) {
    throw new StartError('KF99_THERMOMETER=mqtt has no broker: set KF99_MQTT_URL too');
  }
  if (value.startsWith('/') || THERMOMETERS.includes(value)) return value;
  const meant = /^tty/.test(value) ? `/dev/${value}` : nearest(value.toLowerCase(), THERMOMETERS);
  throw new StartError(
    `KF99_THERMOMETER=${value} is neither auto, http, mqtt or simulated nor a path that begins with /: did you mean ${meant}?`,
  );
}

/** The first line of the file. @throws {StartError} when it can't be read or is too short */
function readPassword(path: string): string {
  const text = readNamedFile('KF99_ADMIN_PASSWORD_FILE', path);
  const parsed = Password.safeParse(text.split(/\r?\n/)[0]);
  if (parsed.success) return parsed.data;
  throw new StartError("KF99_ADMIN_PASSWORD_FILE can't be used: its first line must be 10 to 200 characters");
}

/** The site's settings from a JSON file, or the defaults without one. */
function readSettings(path: string | null): Settings {
  if (path === null) return Settings.parse({});
  const text = readNamedFile('KF99_SETTINGS', path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StartError(`the settings file ${path} can't be read: ${(cause as Error).message}`, { cause });
  }
  const parsed = Settings.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const hint = nearest(key, Object.keys(Settings.shape));
    throw new StartError(`the settings file ${path} has an unknown key "${key}": did you mean "${hint}"?`);
  }
  const where = issue?.path.join('.') || 'the file';
  throw new StartError(`the settings file ${path} can't be used: ${where}: ${issue?.message}`);
}
