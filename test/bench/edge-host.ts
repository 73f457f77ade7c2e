import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { evidence } from '../edge-server/doubles/evidence.ts';

/** Clock ticks of /proc a second (sysconf CLK_TCK is 100 on Linux). */
const TICKS = 100;

/** A quick HTTP client, so that the bench measures the server and not itself. */
export class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(url: string, headers: Record<string, string>) {
    this.#url = url;
    this.#headers = headers;
  }

  /** Sends a request; answers its status and the ms that it took. */
  send(
    method: string,
    path: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; ms: number }> {
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.#url}${path}`,
        {
          method,
          agent: this.#agent,
          headers: { ...this.#headers, 'content-length': String(Buffer.byteLength(body)), ...headers },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - start }));
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  /** One visit that is judged at once; answers ms. Throws when it was not. */
  async visit(): Promise<number> {
    const body = JSON.stringify(evidence({ mask: 'no_mask' }));
    const { status, ms } = await this.send('POST', '/api/visits', body);
    if (status !== 200) throw new Error(`a visit was answered ${status}`);
    return ms;
  }

  /** `clients` that post one visit after the other, `count` altogether; answers visits a second. */
  async closedLoop(clients: number, count: number): Promise<number> {
    const start = performance.now();
    const one = async () => {
      for (let i = 0; i < count / clients; i++) await this.visit();
    };
    await Promise.all(Array.from({ length: clients }, one));
    return (count * 1000) / (performance.now() - start);
  }

  /** Visits that come at a steady rate whether or not the last one is answered; answers each one's ms, sorted. */
  async openLoop(rate: number, seconds: number): Promise<number[]> {
    const start = performance.now();
    const visits: Promise<number>[] = [];
    for (let i = 0; i < rate * seconds; i++) {
      const wait = start + (i * 1000) / rate - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      visits.push(this.visit());
    }
    return (await Promise.all(visits)).sort((a, b) => a - b);
  }

  close(): void {
    this.#agent.destroy();
  }
}

export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** CPU seconds that a process and its threads have used. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
