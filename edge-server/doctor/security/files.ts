import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listAside } from '../../store/repair/set-aside.ts';
import { type Check, type Finding, fail, ok, warn } from '../checks/finding.ts';

/** Files and folders that are named one by one; the others are counted. */
const MOST_NAMED = 5;
const OTHERS = 0o007;
const GROUP = 0o070;

const modeOf = (path: string) => statSync(path).mode & 0o777;

/** Whether the data folder and all in it are this user's alone. */
export const dataFiles: Check = ({ config: { data } }) => {
  if (!existsSync(data)) return [];
  const open: string[] = [];
  // A closed folder hides what is in it.
  const look = (path: string) => {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return;
    if (stat.mode & (OTHERS | GROUP)) open.push(path);
    if (stat.isDirectory() && (path === data || stat.mode & (OTHERS | GROUP))) {
      for (const name of readdirSync(path)) look(join(path, name));
    }
  };
  try {
    look(data);
  } catch (error) {
    const todo = 'Run it as the user of the server: sudo kf99 doctor --security.';
    return [warn('files', `${data} can't be looked at: ${(error as Error).message}.`, todo)];
  }
  if (open.length === 0) return [ok('files', `${data} and what is in it are for this user alone.`)];
  const named = open.slice(0, MOST_NAMED).map((path) => `${path} (${modeOf(path).toString(8)})`);
  const more = open.length > named.length ? ` and ${open.length - named.length} more` : '';
  return [fail('files', `Others can enter or read ${named.join(', ')}${more}.`, `chmod -R go= ${data}`)];
};

/** Stores that were set aside hold the hashes, rows and keys of their time. */
export const oldStores: Check = ({ config: { data } }) => {
  if (!existsSync(data)) return [];
  const old = listAside(data);
  if (old.length === 0) return [];
  const says = `${old.length} stores that were set aside still hold visits, hashes of passwords and keys.`;
  const kinds = ['replaced', 'damaged'].map((why) => join(data, `kf99.${why}-*`));
  return [warn('files', says, `When nobody needs them any more: rm -f ${kinds.join(' ')}`)];
};

/** The variables that name a file with a secret in it. */
const SECRET_FILES = [
  'KF99_KIOSK_TOKEN_FILE',
  'KF99_S3_KEY_FILE',
  'KF99_MQTT_PASSWORD_FILE',
  'KF99_MQTT_KEY_FILE',
  'KF99_WEBHOOK_SECRET_FILE',
  'KF99_ADMIN_PASSWORD_FILE',
  'KF99_TLS_KEY',
] as const;

/** Whether files with secrets, wherever they are, are closed to other users. */
export const secretFiles: Check = ({ config, env }) => {
  const named: [string, string][] = SECRET_FILES.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  for (const name of config.cloud === null ? [] : ['url', 'token']) {
    named.push(['KF99_CLOUD', join(config.cloud!, name)]);
  }
  const found: Finding[] = [];
  for (const [name, path] of named.filter(([, each]) => existsSync(each))) {
    const mode = modeOf(path);
    const says = `${path} of ${name} has the mode ${mode.toString(8)}`;
    if (mode & OTHERS)
      found.push(fail('secrets', `${says}: every user can read or change it.`, `chmod o= ${path}`));
    else if (mode & GROUP)
      found.push(
        warn(
          'secrets',
          `${says}: its group, too.`,
          `chmod g= ${path}, if the group is not that of KF99 alone.`,
        ),
      );
  }
  if (env.DATABASE_URL && /:\/\/[^/@]+:[^/@]+@/.test(env.DATABASE_URL)) {
    const todo = 'Put the address into the file url of the folder of KF99_CLOUD (docs/cloud.md).';
    found.push(
      warn(
        'secrets',
        'The environment has the password of the cloud: who may look at the unit or the container sees it.',
        todo,
      ),
    );
  }
  if (found.length > 0) return found;
  const count = named.filter(([, path]) => existsSync(path)).length;
  return [
    ok(
      'secrets',
      count === 0 ? 'No file with a secret is named.' : `${count} files with secrets are closed to others.`,
    ),
  ];
};
