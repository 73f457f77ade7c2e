import { spawnSync } from 'node:child_process';

/** What brings up the loopback of a new network and becomes the command that follows; `$0` is its name. */
const BRING_UP = 'ip link set lo up && exec "$0" "$@"';

/**
 * Words before a command that give it a network of its own, loopback only: Chromium drops each request under way when
 * an interface of its machine comes or goes, and a container or a booted Debian beside the tests makes them come and go.
 *
 * @returns null where that can't be had (no root, no `unshare`, no `ip`): then nothing may run beside
 */
export function ownNetwork(): readonly string[] | null {
  const prefix = ['unshare', '--net', 'sh', '-c', BRING_UP];
  return spawnSync(prefix[0]!, [...prefix.slice(1), 'true']).status === 0 ? prefix : null;
}
