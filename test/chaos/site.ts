import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '../../edge-server/contract/index.ts';
import { calibrateFolder } from '../edge-server/doubles/calibrate.ts';
import { pair } from '../edge-server/process.ts';
import { freePort } from '../edge-server/sync/postgres.ts';
import { Cloud } from './cloud.ts';
import { Disk } from './disk.ts';
import { Entrance } from './entrance.ts';
import type { Journal } from './journal.ts';
import { MachineFaults } from './machine-faults.ts';
import { Service } from './service.ts';

export const KIOSK = 'chaos';
const TOKEN = 'a token of the chaos kiosk';
const READY_MS = 60_000;

/** One kiosk as a site runs it (server and worker as services, thermometer on a serial line) and its cloud. */
export class Site {
  readonly cloud: Cloud;
  readonly machine: MachineFaults;
  readonly entrance: Entrance;
  readonly server: Service;
  readonly worker: Service;
  /** Null where nothing can be mounted. */
  readonly disk: Disk | null;
  readonly url: string;
  /** The data folder. */
  readonly data: string;
  #headers: Record<string, string> = {};

  private constructor(parts: {
    folder: string;
    port: number;
    cloud: Cloud;
    disk: Disk | null;
    journal: Journal;
  }) {
    const { folder, port, cloud, disk, journal } = parts;
    this.cloud = cloud;
    this.disk = disk;
    this.url = `http://127.0.0.1:${port}`;
    this.machine = new MachineFaults(folder);
    this.entrance = new Entrance(folder);
    this.data = disk?.folder ?? join(folder, 'data');
    mkdirSync(this.data, { recursive: true });
    const token = join(folder, 'token');
    writeFileSync(token, TOKEN);
    const env = () => ({
      ...this.machine.env,
      KF99_DATA: this.data,
      KF99_PORT: String(port),
      KF99_KIOSK_ID: KIOSK,
      KF99_KIOSK_TOKEN_FILE: token,
      KF99_THERMOMETER: this.entrance.path,
      KF99_LOG_LEVEL: 'info',
      DATABASE_URL: cloud.url,
    });
    const service = (name: string, role: string) =>
      new Service({ name, args: ['--role', role], env, log: join(folder, `${name}.log`), journal });
    this.server = service('server', 'edge');
    this.worker = service('worker', 'sync');
  }

  /** @param folder everything but the cloud's own data is put there */
  static async start(folder: string, journal: Journal): Promise<Site> {
    const cloud = await Cloud.start(KIOSK, TOKEN);
    let disk: Disk | null = null;
    try {
      disk = Disk.make(folder);
    } catch (error) {
      journal.say(`no power cuts and no full disk: ${(error as Error).message}`);
    }
    const site = new Site({ folder, port: await freePort(), cloud, disk, journal });
    if (site.machine.clockMissing !== null) journal.say(`no clock steps: ${site.machine.clockMissing}`);
    try {
      await site.#begin();
      return site;
    } catch (error) {
      await site.dispose();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    await this.entrance.start();
    await calibrateFolder(this.data);
    this.server.start();
    await this.serverReady();
    this.#headers = await pair(this.server);
    this.worker.start();
  }

  /** Cookie and origin of the paired page. */
  get headers(): Record<string, string> {
    return this.#headers;
  }

  async serverReady(): Promise<void> {
    for (const end = performance.now() + READY_MS; !this.server.ready; await sleep(20)) {
      if (performance.now() > end) throw new Error(`the server is not ready after ${READY_MS / 1000} s`);
    }
  }

  /** The machine loses its power and comes back, with a clock that is `behindMs` behind. */
  async powerCut(behindMs: number): Promise<void> {
    await this.disk!.cut(async () => {
      await Promise.all([this.server.halt(), this.worker.halt()]);
      if (behindMs > 0) this.machine.setClock(-behindMs, false);
    });
    this.server.start();
    this.worker.start();
  }

  /** Ends every fault that lasts. */
  async heal(): Promise<void> {
    this.server.thaw();
    this.worker.thaw();
    this.cloud.proxy.set({ kind: 'none' });
    await this.disk?.free();
    this.machine.setClock(0, true);
    await this.cloud.ready();
  }

  /** What the server says of itself; null when it does not answer. */
  async health(): Promise<Health | null> {
    try {
      const answer = await fetch(`${this.url}/api/health`, {
        headers: this.#headers,
        signal: AbortSignal.timeout(2000),
      });
      return answer.ok ? ((await answer.json()) as Health) : null;
    } catch {
      return null;
    }
  }

  /** Ends everything, whatever state it is in. */
  async dispose(): Promise<void> {
    const ends = [this.server.halt(), this.worker.halt(), this.entrance.stop(), this.cloud.dispose()];
    const failed = (await Promise.allSettled(ends)).filter(({ status }) => status === 'rejected');
    this.machine.close();
    await this.disk?.dispose();
    if (failed.length > 0) throw new AggregateError(failed, 'not everything ended');
  }
}
