import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { Context } from 'hono';
import type { SetUp } from '../access/setup.ts';
import { type Config, isLoopback } from '../config/config.ts';
import type { ScreenPairing } from '../contract/index.ts';
import { hostName } from './hosts.ts';

type Shown = Extract<ScreenPairing, { state: 'shown' }>['set_up'];

export interface FirstRunOptions {
  config: Pick<Config, 'firstRun' | 'host' | 'origin'>;
  /** With its slash, as a browser of this machine opens it. */
  url: () => string;
  setUp: Pick<SetUp, 'code' | 'needed'>;
  /** Addresses of this machine; the system's when left out. */
  addresses?: () => string[];
}

/** Headers by which a proxy says that whoever asks is not the one who is connected. */
export const PROXY_HEADERS: readonly string[] = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'via',
  'x-real-ip',
];

/**
 * The address at which staff set up the first admin, for the screen of the machine itself. Whoever has it becomes the
 * admin, so it is told only where the site (the card image) has said so, over a connection of this machine to itself
 * that no proxy is part of, and only while there is no admin.
 */
export class FirstRun {
  readonly #options: FirstRunOptions;

  constructor(options: FirstRunOptions) {
    this.#options = options;
  }

  /** @returns null for whom it does not concern */
  shown(c: Context): Shown {
    const { config, setUp } = this.#options;
    if (config.firstRun !== 'screen' || !setUp.needed || !fromThisMachine(c, config.origin)) return null;
    const place = this.#place();
    if (place === null) return { address: null, why: 'no_network' };
    if (setUp.code === null) return { address: null, why: 'code_old' };
    return { address: `${place}admin/#setup=${setUp.code}`, why: 'ready' };
  }

  /** Where another machine finds this one; null without a network. */
  #place(): string | null {
    const { config, url, addresses = ownAddresses } = this.#options;
    const { host } = config;
    if (host !== '0.0.0.0' && host !== '::') return url();
    const [address] = addresses();
    if (address === undefined) return null;
    const place = new URL(url());
    place.hostname = address;
    return place.href;
  }
}

/** Whether the request comes over a connection of this machine to itself, as its own. */
function fromThisMachine(c: Context, origin: string | null): boolean {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage };
  const peer = incoming?.socket.remoteAddress?.replace(/^::ffff:/, '');
  if (peer === undefined || !isLoopback(peer)) return false;
  if (PROXY_HEADERS.some((name) => c.req.header(name) !== undefined)) return false;
  const name = hostName(c.req.header('host') ?? '');
  return isLoopback(name) || (origin !== null && name === new URL(origin).hostname);
}

/** IPv4 of cable or Wi-Fi. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
    .map((one) => one!.address);
}
