import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../../config/config.ts';
import { syncTarget } from '../../sync/enrolment.ts';
import { encryption, readUrl } from '../checks/cloud.ts';
import { type Check, type Finding, fail, ok, warn } from '../checks/finding.ts';

/** The state LISTEN in /proc/net/tcp (include/net/tcp_states.h). */
const LISTEN = '0A';
/** Ports that a site's machine often has open, for people. */
const KNOWN: Readonly<Record<number, string>> = {
  22: 'ssh',
  80: 'http',
  111: 'rpcbind',
  443: 'https',
  445: 'file sharing',
  631: 'printing',
  1883: 'MQTT without TLS',
  3389: 'remote desktop',
  5432: 'Postgres',
  5900: 'VNC',
  9222: 'a browser’s remote control',
};

interface Listener {
  port: number;
  /** Only this machine reaches it. */
  loopback: boolean;
}

/** What listens, by /proc/net/tcp and tcp6: addresses are in hex, each four bytes turned round. */
export function listeners(root: string): Listener[] {
  const found = new Map<string, Listener>();
  for (const name of ['tcp', 'tcp6']) {
    let text = '';
    try {
      text = readFileSync(join(root, 'proc/net', name), 'utf8');
    } catch {
      continue; // Without IPv6, or not on Linux.
    }
    for (const line of text.split('\n').slice(1)) {
      const [, local = '', , state] = line.trim().split(/\s+/);
      const [address = '', hex = ''] = local.split(':');
      if (state !== LISTEN) continue;
      const port = Number.parseInt(hex, 16);
      const loopback =
        /7F$/.test(address) ||
        address === '00000000000000000000000001000000' ||
        /0000FFFF[0-9A-F]{6}7F$/.test(address);
      const key = `${port} ${loopback}`;
      found.set(key, { port, loopback });
    }
  }
  return [...found.values()].sort((a, b) => a.port - b.port);
}

/** Doors of this machine to its network. */
export const open: Check = ({ config: { port, host }, root }) => {
  const wide = listeners(root).filter(({ loopback }) => !loopback);
  const ours = !isLoopback(host);
  const others = wide.filter((each) => !ours || each.port !== port);
  const found: Finding[] = others.map((each) => {
    const what = KNOWN[each.port] === undefined ? '' : ` (${KNOWN[each.port]})`;
    const todo = `sudo ss -lntp 'sport = :${each.port}' names the program; close it, or let a firewall do so, if nobody needs it.`;
    return warn('listeners', `Port ${each.port}${what} is open to the network.`, todo);
  });
  if (found.length === 0) {
    found.push(
      ok(
        'listeners',
        ours ? `Only KF99's port ${port} is open to the network.` : 'No port is open to the network.',
      ),
    );
  }
  return found;
};

/** What goes over the network without TLS. */
export const plain: Check = ({ config }) => {
  const { host, tls, origin, mqtt, s3 } = config;
  const found: Finding[] = [];
  if (isLoopback(host)) found.push(ok('TLS', 'The pages are for this machine alone, or for a proxy on it.'));
  else if (tls !== null) found.push(ok('TLS', 'The pages are served by TLS.'));
  else if (origin?.startsWith('https:'))
    found.push(ok('TLS', `A proxy serves the pages by TLS, as ${origin}.`));
  else {
    const todo = 'Set KF99_TLS_CERT and KF99_TLS_KEY, or the profile tls of the stack (docs/install-pi.md).';
    found.push(fail('TLS', `Passwords and cookies go over ${host} as plain text.`, todo));
  }
  if (mqtt !== null) {
    const url = new URL(mqtt.url);
    if (url.protocol === 'mqtt:' && !isLoopback(url.hostname)) {
      const todo = 'Write mqtts:// in KF99_MQTT_URL, with KF99_MQTT_CA_FILE (docs/mqtt.md).';
      found.push(warn('MQTT TLS', `Password and messages go to ${url.hostname} as plain text.`, todo));
      if (mqtt.door) {
        const danger = 'KF99_MQTT_DOOR lets in whoever reads the password on its way, or may publish there.';
        found.push(fail('MQTT door', danger, todo));
      }
    } else found.push(ok('MQTT TLS', `${url.hostname} is reached by TLS or on this machine.`));
  }
  if (s3?.endpoint.startsWith('http:') && !isLoopback(new URL(s3.endpoint).hostname)) {
    found.push(
      warn(
        'bucket TLS',
        'Kept pictures go to the bucket as plain data.',
        'Write https:// in KF99_S3_ENDPOINT.',
      ),
    );
  }
  if (syncTarget(config) === 'postgres') {
    const weak = encryption(readUrl(config));
    found.push(
      ...(weak.length > 0 ? weak : [ok('cloud TLS', 'The cloud is proved to be the right one, or near.')]),
    );
  }
  return found;
};
