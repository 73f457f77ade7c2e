import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { until } from '../../until.ts';
import { freePort } from '../sync/postgres.ts';

const PATHS = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };
const READER = 'reader';

/** Why no Mosquitto can be tested here; false when one can. */
export function noMosquitto(): string | false {
  try {
    // Without a command line that it knows it prints its help, and ends with 1 on some versions.
    execFileSync('sh', ['-c', 'command -v mosquitto'], { env: PATHS });
    return false;
  } catch {
    return 'mosquitto is not installed (Debian: apt-get install mosquitto)';
  }
}

/** Debian's Mosquitto, which speaks MQTT 5, with one client that reads everything. */
export class Mosquitto {
  readonly url: string;
  /** What the reader got, in order. */
  readonly published: { topic: string; text: string }[] = [];
  readonly #folder: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #reader: MqttClient | null = null;
  #log = '';
  #lasting = false;

  private constructor(port: number) {
    this.#port = port;
    this.url = `mqtt://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'kf99-mosquitto-'));
    // As root it becomes another user, who has to reach its files.
    chmodSync(this.#folder, 0o755);
  }

  /**
   * @param settings further lines of its configuration
   * @param denied topics that the kiosk may not publish to
   * @param lasting the reader gets later what is published while it is away, if the broker is set to keep it
   */
  static async start({
    settings = [] as string[],
    denied = [] as string[],
    lasting = false,
  } = {}): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort());
    broker.#lasting = lasting;
    const file = (name: string) => join(broker.#folder, name);
    broker.#rights(denied);
    const lines = [
      `listener ${broker.#port} 127.0.0.1`,
      'allow_anonymous true',
      `acl_file ${file('rights')}`,
      'connection_messages true',
      'log_type all',
      'log_dest stderr',
    ];
    writeFileSync(file('conf'), [...lines, ...settings, ''].join('\n'));
    await broker.begin();
    return broker;
  }

  /** Begins, or begins again after `end()`, with the same files. */
  async begin(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'conf')], { env: PATHS });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#log += chunk.toString();
      });
    }
    child.on('error', () => undefined);
    await until(
      () => / running$/m.test(this.#log),
      () => `mosquitto runs: ${this.#log}`,
    );
    this.#log = '';
    const session = this.#lasting ? { clean: false, properties: { sessionExpiryInterval: 3600 } } : {};
    const options = { clientId: READER, username: READER, protocolVersion: 5 as const, ...session };
    const reader = await mqtt.connectAsync(this.url, options);
    reader.on('message', (topic, payload) => this.published.push({ topic, text: payload.toString() }));
    await reader.subscribeAsync('#', { qos: 1 });
    this.#reader = reader;
  }

  /** Reads the list of rights again, as an administrator makes it. */
  async allow(denied: readonly string[] = []): Promise<void> {
    this.#rights(denied);
    this.#log = '';
    this.#child?.kill('SIGHUP');
    await until(
      () => /reload/i.test(this.#log),
      () => `mosquitto reads its rights: ${this.#log}`,
    );
  }

  /** Connections that clients of this name began. */
  connections(name: string): number {
    return this.#log.split(`as ${name} (`).length - 1;
  }

  on(topic: string): Record<string, unknown>[] {
    return this.published.filter((p) => p.topic === topic).map(({ text }) => JSON.parse(text));
  }

  async end(): Promise<void> {
    await this.#reader?.endAsync(true);
    this.#reader = null;
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
    child.kill('SIGTERM');
    await ended;
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #rights(denied: readonly string[]): void {
    const lines = [...denied.map((topic) => `topic deny ${topic}`), 'topic readwrite #'];
    writeFileSync(join(this.#folder, 'rights'), [...lines, `user ${READER}`, 'topic read #', ''].join('\n'));
  }
}
