import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../../edge-server/common/data-folder.ts';
import type { CreatedToken, Health } from '../../edge-server/contract/index.ts';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty, type Pty } from '../../firmware/simulator/pty.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import { calibrateFolder } from '../edge-server/doubles/calibrate.ts';
import { Certificates } from '../edge-server/doubles/certificates.ts';
import { Mosquitto } from '../edge-server/mqtt/mosquitto.ts';
import { pair, ServerProcess } from '../edge-server/process.ts';
import { Bucket } from '../edge-server/sync/bucket.ts';
import { freePort } from '../edge-server/sync/postgres.ts';
import { until } from '../until.ts';
import { AlarmLog } from './alarm-log.ts';
import { TlsBouncer } from './bouncer.ts';
import { childOf } from './memory.ts';
import { TlsPostgres } from './postgres.ts';
import { Proxies } from './proxies.ts';

export const KIOSK = 'peers';
const PASSWORD = 'a password of the peers';
const PREFIX = 'peers/';
const WORKER_MS = 60_000;

/** The product as `npm start` runs it, with the committed firmware on a pseudo-terminal, and everybody it talks to. */
export class PeersSite {
  readonly folder: string;
  readonly certificates = new Certificates();
  readonly bucket = new Bucket(PREFIX);
  readonly clouds: TlsPostgres[] = [];
  readonly cable = new UsbCable(makeBoard());
  /** Board file, key file of the bucket, folder of the cloud's access. */
  readonly #port: string;
  readonly #keyFile: string;
  readonly #access: string;
  broker!: Mosquitto;
  bouncer!: TlsBouncer;
  proxies!: Proxies;
  server!: ServerProcess;
  alarms!: AlarmLog;
  url = '';
  token = '';
  /** Cookie of the paired page. */
  headers: Record<string, string> = {};
  /** The page says that it lives. */
  beats = true;
  #pty: Pty | null = null;
  #stopTime = () => {};

  constructor(folder: string) {
    this.folder = folder;
    this.#port = join(folder, 'board');
    this.#keyFile = join(folder, 's3-key');
    this.#access = join(folder, 'cloud');
    // Postgres runs as a user of its own.
    chmodSync(folder, 0o755);
  }

  async start(): Promise<void> {
    this.certificates.authority('site', ['postgres', 'bouncer']);
    this.certificates.authority('stranger', ['impostor']);
    const make = { certificates: this.certificates, kiosk: KIOSK };
    for (const version of [15, 18] as const) {
      const folder = join(this.folder, `postgres-${version}`);
      this.clouds.push(await TlsPostgres.start(version, { ...make, folder }));
    }
    this.bouncer = await TlsBouncer.start(join(this.folder, 'bouncer'), this.certificates, this.clouds[0]!);
    const kept = join(this.folder, 'broker');
    mkdirSync(kept);
    chmodSync(kept, 0o777);
    const settings = ['persistence true', `persistence_location ${kept}/`];
    this.broker = await Mosquitto.start({ settings, lasting: true });
    await this.bucket.start();
    this.useKey(this.bucket.key);
    mkdirSync(this.#access);
    this.#write(this.clouds[0]!);
    this.#stopTime = runInRealTime(() => this.cable.board);
    await this.plug();
    await this.#startProduct();
    this.proxies = new Proxies(Number(new URL(this.url).port));
    await this.proxies.start(join(this.folder, 'proxies'), Number(new URL(this.url).port));
    this.token = await this.#makeToken();
  }

  async #startProduct(): Promise<void> {
    const file = (name: string, text: string) => {
      writeFileSync(join(this.folder, name), text);
      return join(this.folder, name);
    };
    const data = join(this.folder, 'data');
    mkdirSync(data);
    await calibrateFolder(data);
    this.alarms = new AlarmLog(paths.database(data));
    this.server = new ServerProcess({
      KF99_DATA: data,
      KF99_PORT: String(await freePort()),
      KF99_KIOSK_ID: KIOSK,
      KF99_CLOUD: this.#access,
      KF99_THERMOMETER: this.#port,
      KF99_SETTINGS: file(
        'settings.json',
        JSON.stringify({ captures: 'on', brokenThermometer: 'mask_only' }),
      ),
      KF99_ADMIN_PASSWORD_FILE: file('password', PASSWORD),
      KF99_MQTT_URL: this.broker.url,
      KF99_MQTT_DISCOVERY: 'off',
      KF99_S3_ENDPOINT: this.bucket.endpoint,
      KF99_S3_BUCKET: 'pictures',
      KF99_S3_PREFIX: PREFIX,
      KF99_S3_KEY_FILE: this.#keyFile,
      KF99_LOG_LEVEL: 'info',
    });
    process.once('exit', () => this.server.dispose());
    this.url = await this.server.ready();
    this.headers = { cookie: (await pair(this.server)).cookie! };
  }

  async #makeToken(): Promise<string> {
    const send = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${this.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: this.url, ...headers },
        body: JSON.stringify(body),
      });
    const login = await send('/api/session', { name: 'admin', password: PASSWORD });
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const made = await send('/api/admin/tokens', { name: 'thin', scopes: ['mask', 'visit'] }, { cookie });
    if (!made.ok) throw new Error(`no token: ${made.status} ${await made.text()}`);
    return ((await made.json()) as CreatedToken).token;
  }

  async plug(): Promise<void> {
    this.#pty = await exposeOnPty(this.cable, this.#port);
  }

  async unplug(): Promise<void> {
    await this.#pty?.unplug();
    this.#pty = null;
  }

  visitor(present: boolean): void {
    this.cable.board?.scene.setVisitor(present);
  }

  /** What is in the file of the bucket's key from now on; the worker reads it when it starts. */
  useKey(key: string): void {
    writeFileSync(this.#keyFile, `${key}\n`);
  }

  /** Where the kiosk sends to from now on, straight or by PgBouncer: two files, and a worker that starts anew. */
  async moveTo(cloud: TlsPostgres, port = cloud.port): Promise<void> {
    this.#write(cloud, port);
    await this.restartWorker();
  }

  #write(cloud: TlsPostgres, port = cloud.port): void {
    const { login, password, token } = cloud.access;
    for (const [name, text] of [
      ['token', token],
      ['url', cloud.url(login, password, port)],
    ] as const) {
      writeFileSync(join(this.#access, `${name}.new`), text);
      renameSync(join(this.#access, `${name}.new`), join(this.#access, name));
    }
  }

  get worker(): number | null {
    return childOf(this.server.child.pid!, 'sync');
  }

  async restartWorker(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const before = this.worker;
    if (before !== null) process.kill(before, signal);
    const another = () => this.worker !== null && this.worker !== before;
    await until(another, 'the supervisor starts the worker again', WORKER_MS);
  }

  async health(): Promise<Health['parts'] | null> {
    const signal = AbortSignal.timeout(5000);
    const answer = await fetch(`${this.url}/api/health`, { headers: this.headers, signal }).catch(() => null);
    return answer?.ok ? ((await answer.json()) as Health).parts : null;
  }

  /** The page's word that it lives. */
  async beat(): Promise<void> {
    if (!this.beats) return;
    const body = { state: 'idle', camera: 'live', backend: 'wasm', threads: 2, frame_ms: 50, visit: null };
    await fetch(`${this.url}/api/kiosk/heartbeat`, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json', origin: this.url },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
  }

  /** Ends the product as a service manager does. @returns ms and the exit code */
  async end(): Promise<{ ms: number; code: number | string | null }> {
    const began = performance.now();
    this.server.child.kill('SIGTERM');
    const code = await this.server.end();
    return { ms: performance.now() - began, code };
  }

  async dispose(): Promise<void> {
    this.server?.dispose();
    await this.unplug().catch(() => undefined);
    this.#stopTime();
    const peers = [this.proxies, this.broker, this.bouncer, ...this.clouds];
    await Promise.allSettled([...peers.map((peer) => peer?.stop()), this.bucket.dispose()]);
    this.certificates.remove();
  }
}
