import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { addressOf } from '../common/address.ts';
import type { Config } from '../config/config.ts';
import { Health } from '../contract/index.ts';

const ASK_MS = 5000;
const MOST_BYTES = 1e6;

/**
 * Health of the server that runs with this configuration; null when none answers there. Its certificate is not
 * looked at here: it is for the site's name and not for this machine's, and a check of its own judges it.
 */
export async function askHealth({ host, port, tls }: Config): Promise<Health | null> {
  const url = new URL('api/health', addressOf(host, port, tls !== null));
  const request = tls === null ? plain : secure;
  const ask = (signal: AbortSignal) =>
    new Promise<string | null>((resolve) => {
      const asked = request(url, { rejectUnauthorized: false, signal }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
          if (body.length > MOST_BYTES) response.destroy();
        });
        response.on('end', () => resolve(body));
        response.on('close', () => resolve(null));
      });
      asked.on('error', () => resolve(null));
      asked.end();
    });
  try {
    const text = await within(systemClock, ASK_MS, ask);
    return Health.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}
