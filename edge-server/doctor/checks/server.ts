import { once } from 'node:events';
import { createServer } from 'node:net';
import { addressOf } from '../../common/address.ts';
import { VERSION } from '../../common/version.ts';
import { type Check, fail, ok, warn } from './finding.ts';

/** Whether the server answers; when it does not, whether somebody else has its port. */
export const server: Check = async ({ config: { host, port, tls }, health }) => {
  const url = addressOf(host, port, tls !== null);
  if (health !== null) {
    if (health.version === VERSION) return [ok('server', `KF99 ${VERSION} answers at ${url}.`)];
    return [
      warn(
        'server',
        `KF99 ${health.version} answers at ${url}, this is ${VERSION}.`,
        'Restart the server after an upgrade.',
      ),
    ];
  }
  const taken = await portTaken(host, port);
  if (taken === null) {
    return [fail('server', `Nothing answers at ${url}.`, 'Start it: npm start, or docker compose up -d.')];
  }
  return [
    fail(
      'server',
      `Port ${port} can't be had (${taken}), and what has it is not KF99 as configured here.`,
      'End that program, set KF99_PORT, or run the doctor with the variables of the server.',
    ),
  ];
};

async function portTaken(host: string, port: number): Promise<string | null> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    probe.close();
  }
}
