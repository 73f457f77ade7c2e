import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** A Debian to stand on; a debootstrapped folder in KF99_KIOSK_ROOT, else this machine's own, which is only read. */
const LOWER = process.env.KF99_KIOSK_ROOT ?? '/';

/** What writes goes to memory; /kf99 is the repository's deploy/, /run is empty, so no service manager is seen. */
const ENTER = `
set -euo pipefail
base=$(mktemp -d)
mount -t tmpfs tmpfs "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$base/upper,workdir=$base/work" "$base/root"
cd "$base/root"
mkdir -p kf99 proc dev run tmp
mount --bind "$2" kf99
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  chroot . /bin/bash -euc "$3"
`;

export interface Ran {
  status: number | null;
  out: string;
  err: string;
}

/** Runs a bash script as root in a throw-away copy of a Debian; nothing of it is left. Needs root and overlayfs. */
export function inSandbox(script: string, limitMs = 60_000): Ran {
  const args = ['--mount', '--pid', '--fork', '--kill-child', 'bash', '-c', ENTER, 'enter', LOWER];
  const { status, stdout, stderr } = spawnSync('unshare', [...args, join(ROOT, 'deploy'), script], {
    encoding: 'utf8',
    timeout: limitMs,
  });
  return { status, out: stdout, err: stderr };
}

/** Why there can't be one here, or null. */
export function noSandbox(): string | null {
  if (process.platform !== 'linux') return 'not Linux';
  const { status, err } = inSandbox('command -v dpkg systemctl systemd-sysusers userdel');
  return status === 0 ? null : `no Debian with systemd as root in an overlay: ${err.trim().split('\n')[0]}`;
}
