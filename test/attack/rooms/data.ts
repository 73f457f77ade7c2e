/** What lies in the data folder and what is written about it, for another user of the machine and for a thief. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ServerProcess } from '../../edge-server/process.ts';
import { type Attack, room } from '../attack.ts';
import { Site } from '../site.ts';

/** A folder beside the data. */
class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'kf99-folder-'));

  async stop(): Promise<void> {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Runs a command of `kf99` on a data folder to its end; answers its exit code and words. */
  async run(env: Record<string, string>, args: string[]): Promise<{ code: unknown; words: string }> {
    const process = new ServerProcess(env, args);
    try {
      const code = await process.end();
      return { code, words: process.stdout + process.stderr };
    } finally {
      process.dispose();
    }
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...filesOf(path)] : [path];
  });
}

const modes: Attack<Folder> = {
  name: 'files that another user of the machine reads, in a folder that stood open before, and a planted link',
  long: true,
  run: async (folder, tries) => {
    const data = join(folder.path, 'open');
    const outside = join(folder.path, 'outside');
    mkdirSync(join(data, 'captures'), { recursive: true });
    writeFileSync(join(data, 'kiosk-id'), 'kiosk-1\n');
    writeFileSync(outside, 'somebody else’s\n');
    symlinkSync(outside, join(data, 'link'));
    for (const path of [data, join(data, 'captures')]) chmodSync(path, 0o755);
    for (const path of [join(data, 'kiosk-id'), outside]) chmodSync(path, 0o644);
    const server = new ServerProcess({ KF99_DATA: data }, ['--role', 'edge']);
    try {
      await server.ready();
      for (const path of filesOf(data).filter((each) => !lstatSync(each).isSymbolicLink())) {
        const mode = statSync(path).mode & 0o777;
        tries.held((mode & 0o077) === 0, `${path} has the mode ${mode.toString(8)}`);
      }
      tries.held((statSync(outside).mode & 0o777) === 0o644, 'a link led out of the folder');
      const second = await folder.run({ KF99_DATA: data }, ['--role', 'edge']);
      tries.held(
        second.code === 2 && /already in use/.test(second.words),
        `a second server: ${second.words}`,
      );
      const backup = join(folder.path, 'backup.sqlite');
      await folder.run({ KF99_DATA: data }, ['backup', backup]);
      const mode = existsSync(backup) ? statSync(backup).mode & 0o777 : 0o777;
      tries.held((mode & 0o077) === 0, `the backup has the mode ${mode.toString(8)}`);
    } finally {
      server.dispose();
    }
  },
};

const PASSWORD = 'correct horse battery 27';

const thief: Attack<Folder> = {
  name: 'passwords, sessions, pairings and tokens in what a thief finds, and in the log of the most words',
  long: true,
  run: async (_folder, tries) => {
    const site = await Site.start({ KF99_LOG_LEVEL: 'trace' });
    try {
      const words = { name: 'kim-the-admin', password: PASSWORD };
      const made = await site.send('POST', '/api/session/code', { code: site.setUpCode, ...words });
      const cookies = [made.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]!);
      const session = cookies.find((cookie) => cookie.startsWith('kf99_session='))!;
      const headers = { cookie: session };
      const created = await site.send(
        'POST',
        '/api/admin/tokens',
        { name: 'gate', scopes: ['history'] },
        headers,
      );
      const { token } = JSON.parse(created.text) as { token: string };
      await site.ask('GET', '/api/admin/today', { headers: { authorization: `Bearer ${token}` } });
      await site.send('POST', '/api/session', { ...words, password: 'a wrong word 27' });
      const code = await site.send('POST', '/api/admin/pairings/code', {}, headers);
      await site.ask('GET', `/?pair=${(JSON.parse(code.text) as { code: string }).code}`);
      const hook = { url: 'https://hooks.example.org/hush-hush' };
      await site.send('POST', '/api/admin/webhook-secret', {}, headers);
      const rule = {
        name: 'x',
        source: 'reading',
        condition: 'false',
        actions: [{ type: 'webhook', ...hook }],
      };
      await site.send('POST', '/api/admin/rules', rule, headers);
      const secrets = {
        'a password': PASSWORD,
        'a session': session.split('=')[1]!,
        'a pairing': site.as('kiosk').cookie!.split('=')[1]!,
        'a token': token,
        'a code of pairing': (JSON.parse(code.text) as { code: string }).code,
        'the code of the set-up': site.setUpCode,
      };
      for (const path of filesOf(site.data).filter((each) => statSync(each).isFile())) {
        const bytes = readFileSync(path);
        for (const [what, value] of Object.entries(secrets)) {
          tries.held(!bytes.includes(value), `${path} has ${what}`);
        }
      }
      // The greeting has the codes of a first start, once; the log has none.
      const log = site.server.stderr + site.server.stdout.replace(/^(KF99|Staff|Another).*$/gm, '');
      if (!log.includes('"level"')) throw new Error('there is no log to look at');
      const told = {
        ...secrets,
        'a wrong password': 'a wrong word 27',
        'a name': words.name,
        'an address': 'hush-hush',
      };
      for (const [what, value] of Object.entries(told))
        tries.held(!log.includes(value), `the log has ${what}`);
    } finally {
      await site.stop();
    }
  },
};

const backups: Attack<Folder> = {
  name: 'backups that are none, of another history, or with a trigger in them; what they leave of the store',
  long: true,
  run: async (folder, tries) => {
    const data = join(folder.path, 'restored');
    const server = new ServerProcess({ KF99_DATA: data }, ['--role', 'edge']);
    const good = join(folder.path, 'good.sqlite');
    try {
      await server.ready();
      await folder.run({ KF99_DATA: data }, ['backup', good]);
    } finally {
      server.signalGroup('SIGTERM');
      await server.end();
      server.dispose();
    }
    for (const [what, file] of Object.entries(poisoned(good, folder.path))) await refused(what, file);

    async function refused(what: string, file: string): Promise<void> {
      const { code, words } = await folder.run({ KF99_DATA: data }, ['restore', file]);
      tries.held(code === 2 && !/at .*\.ts:\d+/.test(words), `${what}: ${String(code)} ${words}`);
    }
  },
};

/** Files in the place of a backup. */
function poisoned(good: string, folder: string): Record<string, string> {
  const bytes = readFileSync(good);
  const write = (name: string, content: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const changed = (name: string, sql: string) => {
    const path = write(name, bytes);
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    return path;
  };
  const admin =
    "insert into users (name, role, password, created_at, changed_at) values ('eve', 'admin', 'x', 'x', 'x')";
  return {
    'no file': join(folder, 'none'),
    'an empty file': write('empty', new Uint8Array()),
    text: write('text', Buffer.from('SQLite format 3\0 not')),
    'half a store': write('half', bytes.subarray(0, bytes.length / 2)),
    'a folder': folder,
    'a store of another program': (() => {
      const path = join(folder, 'other');
      const database = new DatabaseSync(path);
      database.exec('create table a (b)');
      database.close();
      return path;
    })(),
    'a trigger that makes an admin': changed(
      'trigger',
      `create trigger t after insert on audit begin ${admin}; end`,
    ),
    'a view': changed('view', 'create view v as select 1'),
  };
}

export const data = room('data', async () => new Folder(), [modes, thief, backups]);
