import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { debianRoot, type Suite } from './root.ts';

const DEPLOY = join(import.meta.dirname, '../../deploy');
/** Half a minute on a quiet machine; a busy one took three times that. */
const LIMIT_S = 300;

/**
 * `--foreground`, since timeout else leaves the terminal's foreground group and nspawn is stopped by its first word to
 * the terminal: so it was where SHELL was not set, because only bash becomes its last command instead of waiting for it.
 *
 * systemd from 256 on boots with the unified hierarchy only; where the host has the old one, it is shown the
 * new.
 */
const ENTER = `
set -eu
umount --recursive /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
exec timeout --foreground --signal=INT --kill-after=20 "$5" systemd-nspawn --quiet --register=no --keep-unit \\
  --volatile=overlay --machine="$1" --directory="$2" --bind="$3:/out" --bind-ro="$4:/kf99" \\
  --bind-ro="$3/kf99-probe.service:/etc/systemd/system/kf99-probe.service" \\
  "\${@:6}" --boot -- systemd.wants=kf99-probe.service
`;

/**
 * What a screen would add: a compositor without one draws into memory. The terminal goes, a container has none; all
 * else of the unit is what ships, the session of pam and logind with it.
 */
const HEADLESS = `[Service]
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
StandardInput=null
UtmpIdentifier=
`;

export interface Booted {
  /** What the script printed. */
  out: string;
  /** A file that it left in /out. @throws where there is none */
  file: (name: string) => Buffer;
  remove: () => void;
}

/**
 * Boots a Debian with its own systemd on this machine's kernel and network, runs a bash script in it as a unit, and
 * turns it off. The repository's deploy/ is /kf99; the root is only read, what is written goes to memory.
 *
 * @param options further ones of systemd-nspawn
 * @param limitS seconds until it is given up
 * @throws {Error} with the console's last lines, when it did not come up or the script did not end in time
 */
export async function boot(
  suite: Suite,
  script: string,
  options: readonly string[] = [],
  limitS = LIMIT_S,
): Promise<Booted> {
  const root = debianRoot(suite);
  const folder = mkdtempSync(join(tmpdir(), 'kf99-boot-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  writeFileSync(
    join(folder, 'probe'),
    `#!/bin/bash\nexec > /out/log 2>&1\ndropin=/etc/systemd/system/kf99-kiosk.service.d\nmkdir -p $dropin
cp /out/headless.conf $dropin/\njournalctl --boot --follow > /out/journal &
${script}\ntouch /out/done\nsystemctl poweroff --force --force\n`,
  );
  chmodSync(join(folder, 'probe'), 0o755);
  writeFileSync(join(folder, 'headless.conf'), HEADLESS);
  writeFileSync(
    join(folder, 'kf99-probe.service'),
    '[Unit]\nAfter=multi-user.target\n[Service]\nType=exec\nExecStart=/out/probe\n',
  );
  // A name of its own each time: what a killed one left behind must not stop the next one.
  const name = basename(folder);
  // A terminal of its own: nspawn boots a system on one only.
  const inside = ['unshare', '--mount', 'bash', '-c', ENTER, 'enter'];
  const command = [...inside, name, root, folder, DEPLOY, String(limitS), ...options].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const machine = spawn('script', ['--quiet', '--return', '--command', command.join(' '), '/dev/null'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: (limitS + 30) * 1000,
  });
  let said = '';
  machine.stdout.on('data', (words: Buffer) => {
    said = (said + words.toString()).slice(-2000);
  });
  machine.stderr.resume();
  await once(machine, 'close');
  const read = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  const out = read('log');
  if (!existsSync(join(folder, 'done'))) {
    const why = `Debian ${suite} did not come through its boot:\n${said}\n${out}\n${read('journal').slice(-6000)}`;
    remove();
    throw new Error(why);
  }
  return { out, file: (path) => readFileSync(join(folder, path)), remove };
}
