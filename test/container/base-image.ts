import { spawnSync } from 'node:child_process';

/** What the Dockerfile builds on. */
export const NODE_IMAGE = 'node:26-trixie-slim';

/**
 * Adds `libatomic1` to a base image that was put together here, where no registry is reached: Node needs it since 25,
 * the published image has it, and plain Debian has not.
 * @throws where the image has no working Node afterwards either
 */
export function completeBaseImage(): void {
  const docker = (args: string[], input = '') =>
    spawnSync('docker', args, { input, encoding: 'utf8', timeout: 5 * 60_000 });
  const works = () => docker(['run', '--rm', NODE_IMAGE, 'node', '--version']).status === 0;
  if (works()) return;
  const { stderr } = docker(
    ['build', '-q', '--network', 'host', '-t', NODE_IMAGE, '-'],
    `FROM ${NODE_IMAGE}\nRUN apt-get update && apt-get install -y --no-install-recommends libatomic1\n`,
  );
  if (!works()) throw new Error(`Node does not start in ${NODE_IMAGE}:\n${stderr}`);
}

/** What the profile `tls` runs. */
export const CADDY_IMAGE = 'caddy:2';

/**
 * Debian's Caddy in the place of the published image, where no registry is reached: the same program and command.
 * @throws where neither can be had
 */
export function completeCaddyImage(): void {
  const docker = (args: string[], input = '') =>
    spawnSync('docker', args, { input, encoding: 'utf8', timeout: 5 * 60_000 });
  if (docker(['image', 'inspect', CADDY_IMAGE]).status === 0) return;
  if (docker(['pull', '-q', CADDY_IMAGE]).status === 0) return;
  const { status, stderr } = docker(
    ['build', '-q', '--network', 'host', '-t', CADDY_IMAGE, '-'],
    `FROM ${NODE_IMAGE}\nRUN apt-get update && apt-get install -y --no-install-recommends caddy\n` +
      'ENTRYPOINT []\nCMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]\n',
  );
  if (status !== 0) throw new Error(`no ${CADDY_IMAGE} could be had:\n${stderr}`);
}
