import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readToken } from '../../cloud/token.ts';
import { paths } from '../../common/data-folder.ts';
import { StartError } from '../../common/start-error.ts';
import type { Config } from '../../config/config.ts';
import { readPostgresAddress } from '../../config/postgres-address.ts';
import { CloudClient } from '../../sync/cloud-client.ts';
import { readCloudUrl, syncTarget } from '../../sync/enrolment.ts';
import { faultOf } from '../../sync/faults.ts';
import { type Check, type Finding, fail, fromPart, ok, warn } from './finding.ts';

/** Connects as the sync worker does and calls the function that takes visits, with none. */
export const cloud: Check = async ({ config, health }) => {
  switch (syncTarget(config)) {
    case 'off':
      return [ok('cloud', 'No cloud is set up: visits stay on this machine.')];
    case 'embedded':
      return health === null
        ? []
        : [fromPart('cloud', health.parts.sync, 'Restart KF99 and look at its log.')];
    case 'postgres':
      return remote(config);
  }
};

async function remote(config: Config): Promise<Finding[]> {
  let url: string;
  try {
    url = readUrl(config);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return [fail('cloud', error.message, 'Write it again as it says; the worker then takes it by itself.')];
  }
  return [...encryption(url), await call(config, url)];
}

async function call(config: Config, url: string): Promise<Finding> {
  let client: CloudClient | null = null;
  try {
    client = new CloudClient({ url }, readToken(tokenFile(config)));
    await client.probe();
    return ok('cloud', `${readPostgresAddress(url).host} takes visits of this kiosk.`);
  } catch (error) {
    const { name, mend } = faultOf(error);
    const todo = mend ?? 'It passes by itself; nothing is lost meanwhile. If not: look at the network.';
    return fail('cloud', `The cloud can't be used (${name}): ${(error as Error).message}`, todo);
  } finally {
    await client?.close();
  }
}

/** Whether whoever sits between can read or change what is sent. */
export function encryption(url: string): Finding[] {
  const { host, ssl } = readPostgresAddress(url);
  // One machine, or one network of containers: names without a dot.
  const near = /^(localhost|127\..*|::1|[a-z0-9_-]*)$/i.test(host);
  if (near || (ssl !== false && ssl.rejectUnauthorized !== false)) return [];
  return [
    warn(
      'cloud TLS',
      `The connection to ${host} is not proved to be the right one's.`,
      'Write ?sslmode=verify-full behind the address (docs/cloud.md).',
    ),
  ];
}

/** The cloud's address, from the environment or the file. */
export function readUrl({ cloud, databaseUrl }: Config): string {
  return cloud === null ? (databaseUrl ?? '') : readCloudUrl(join(cloud, 'url'));
}

function tokenFile({ cloud, kioskTokenFile, data }: Config): string {
  if (cloud !== null) return join(cloud, 'token');
  if (kioskTokenFile !== null) return kioskTokenFile;
  const own = paths.cloudToken(data);
  if (!existsSync(own)) throw new Error('this kiosk has no token yet: the worker makes it when it starts');
  return own;
}
