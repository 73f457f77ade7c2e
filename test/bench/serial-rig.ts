import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty, type Pty } from '../../firmware/simulator/pty.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import type { HostReport, HostRequest } from './serial-host.ts';

const HOST = fileURLToPath(new URL('./serial-host.ts', import.meta.url));
const WAIT_MS = 30_000;

/** ms on the machine's monotonic clock, as serial-host.ts reads it. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

/** The simulated board in this process, the driver in another, a pseudo-terminal between them. */
export class BenchRig {
  readonly folder = mkdtempSync(join(tmpdir(), 'kf99-bench-'));
  readonly path = join(this.folder, 'board');
  readonly cable = new UsbCable(makeBoard());
  readonly relay: { on: boolean; at: number }[] = [];
  readonly host: ChildProcess;
  readonly reports: HostReport[] = [];
  onReport: (report: HostReport) => void = () => {};
  #pty: Pty | null = null;
  #stopTime: () => void;

  constructor(quiet = false) {
    this.cable.board!.onRelay = (on) => this.relay.push({ on, at: now() });
    this.#stopTime = runInRealTime(() => this.cable.board);
    this.host = fork(HOST, quiet ? [this.path, 'quiet'] : [this.path]);
    this.host.on('message', (report: HostReport) => {
      this.reports.push(report);
      this.onReport(report);
    });
  }

  async plug(): Promise<void> {
    this.#pty = await exposeOnPty(this.cable, this.path);
  }

  async unplug(): Promise<void> {
    await this.#pty?.unplug();
    this.#pty = null;
  }

  /** Stops the simulated time: what is sent then is sent by hand through `cable.onData`. */
  freeze(): void {
    this.#stopTime();
    this.#stopTime = () => {};
  }

  ask(request: HostRequest): void {
    this.host.send(request);
  }

  /** The next report, from now on, that `pick` takes. */
  async next<T>(pick: (report: HostReport) => T | undefined): Promise<T> {
    let from = this.reports.length;
    const end = now() + WAIT_MS;
    for (;;) {
      for (; from < this.reports.length; from++) {
        const picked = pick(this.reports[from]!);
        if (picked !== undefined) return picked;
      }
      if (now() > end) throw new Error('the host of the bench did not answer');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  cpu() {
    const answer = this.next((report) => ('cpuMs' in report ? report : undefined));
    this.ask({ cpu: true });
    return answer;
  }

  async stop(): Promise<void> {
    this.#stopTime();
    await this.unplug();
    if (this.host.connected) this.ask({ quit: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The value below which `share` of the sorted values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
