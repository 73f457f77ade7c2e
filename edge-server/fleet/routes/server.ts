import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Identity } from '../../access/identity.ts';
import { Access } from '../../api/access.ts';
import { Certificate } from '../../api/certificate.ts';
import { EventHub } from '../../api/events.ts';
import type { Bound } from '../../api/hosts.ts';
import { type HttpServer, listen } from '../../api/server.ts';
import { StaticFiles } from '../../api/static-files.ts';
import { type Clock, type Stop, systemClock } from '../../clock/clock.ts';
import { addressOf } from '../../common/address.ts';
import type { Log } from '../../common/log.ts';
import type { Config } from '../../config/config.ts';
import { FleetHealthMonitor } from '../health.ts';
import type { Ask } from '../reader/cloud-reader.ts';
import { createFleetApp } from './app.ts';

const BUILT_PAGES = fileURLToPath(new URL('../../../dist/web', import.meta.url));
const BEAT_MS = 5000;
/** How often the cloud is asked to add up what kiosks have counted. */
const TEND_MS = 15_000;

export interface FleetServerOptions {
  config: Config;
  /** People, sessions, tokens and the audit log; no visits. */
  database: DatabaseSync;
  ask: Ask;
  /** Never fails: what goes wrong is in the log, and tried again. */
  tend: () => Promise<void>;
  log: Log;
  clock?: Clock;
}

/** The parts of the fleet role wired together; nothing runs before `start()`. */
export class FleetServer {
  readonly app: ReturnType<typeof createFleetApp>;
  readonly identity: Identity;
  readonly #options: FleetServerOptions;
  readonly #hub: EventHub;
  readonly #bound: Bound;
  #server: HttpServer | null = null;
  readonly #clock: Clock;
  #stopBeating: Stop = () => undefined;
  #stopTending: Stop = () => undefined;
  #tending: Promise<void> | null = null;

  constructor(options: FleetServerOptions) {
    const { config, database, ask, log, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#hub = new EventHub(clock);
    this.#bound = { host: config.host, port: config.port };
    this.identity = new Identity({
      database,
      clock,
      log,
      onAttack: () => log.warn('somebody tries passwords: log-ins are slowed down'),
      // A server in a data centre: nobody here watches its clock.
      clockIsSet: () => true,
      required: () => config.settings.secondFactor === 'admins',
      issuer: () => `KF99 ${config.settings.siteName}`.trim(),
    });
    this.app = createFleetApp({
      role: 'fleet',
      bound: () => this.#bound,
      origin: config.origin,
      clock,
      settings: config.settings,
      ask,
      health: new FleetHealthMonitor(ask, clock),
      hub: this.#hub,
      // No browser is a kiosk here.
      access: new Access({ pairing: { paired: () => false }, ...this.identity }),
      identity: this.identity,
      pages: new StaticFiles(BUILT_PAGES, clock),
      log,
    });
  }

  /** The address to open in a browser on this machine. */
  get url(): string {
    return addressOf(this.#bound.host, this.#bound.port, this.#options.config.tls !== null);
  }

  /** @throws {StartError} when the port can't be had */
  async start(): Promise<void> {
    const { config, log } = this.#options;
    await this.identity.start(config.adminPassword);
    this.#server = await listen({
      ...this.#bound,
      fetch: (request) => this.app.fetch(request),
      certificate: config.tls && new Certificate(config.tls, log, this.#clock),
    });
    this.#bound.port = this.#server.port;
    this.#stopBeating = this.#clock.every(BEAT_MS, () => {
      this.#hub.prune();
      this.#hub.ping();
    });
    this.#tend();
    this.#stopTending = this.#clock.every(TEND_MS, () => this.#tend());
  }

  /** One at a time. */
  #tend(): void {
    this.#tending ??= this.#options.tend().finally(() => {
      this.#tending = null;
    });
  }

  async stop(): Promise<void> {
    this.#stopBeating();
    this.#stopTending();
    this.#hub.close();
    await this.#server?.stop();
    this.identity.stop();
  }
}
