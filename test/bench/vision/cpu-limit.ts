import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { treeOf } from './tree.ts';

const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';
/** Short, so that a limited process is slow and not stopped for a tenth of a second at a time. */
const PERIOD_US = 20_000;
/**
 * Times one process, as much as both versions allow: a group counts as one beside everything else that runs, however many
 * processes it holds, and what it is held to shall be its own whatever else the machine has to do.
 */
const WEIGHT = 100;

/**
 * Holds a tree of processes to a share of a core, from outside: Chromium's own throttling does not reach workers.
 * Needs root and the cpu controller of cgroups, version 1 or 2. `end()` gives everything back.
 */
export class CpuLimit {
  readonly #folder: string;
  readonly #v1: boolean;

  constructor(name: string) {
    this.#v1 = existsSync(V1);
    this.#folder = `${this.#v1 ? V1 : V2}/${name}`;
    try {
      if (!this.#v1) writeFileSync(`${V2}/cgroup.subtree_control`, '+cpu');
      mkdirSync(this.#folder, { recursive: true });
      if (this.#v1) writeFileSync(`${this.#folder}/cpu.shares`, String(1024 * WEIGHT));
      else writeFileSync(`${this.#folder}/cpu.weight`, String(100 * WEIGHT));
    } catch (cause) {
      throw new Error('the browser can only be held back by root where cgroups can be written', { cause });
    }
  }

  /** Moves the processes of the tree; what they start later is held, too. */
  hold(root: number): void {
    for (const pid of treeOf(root)) this.#move(this.#folder, pid);
  }

  /** @param cores share of one core, as .25 */
  set(cores: number): void {
    const quota = Math.round(cores * PERIOD_US);
    if (this.#v1) {
      writeFileSync(`${this.#folder}/cpu.cfs_period_us`, String(PERIOD_US));
      writeFileSync(`${this.#folder}/cpu.cfs_quota_us`, String(quota));
    } else {
      writeFileSync(`${this.#folder}/cpu.max`, `${quota} ${PERIOD_US}`);
    }
  }

  end(): void {
    if (!existsSync(this.#folder)) return;
    const left = readFileSync(`${this.#folder}/cgroup.procs`, 'utf8').trim().split('\n').filter(Boolean);
    for (const pid of left) this.#move(this.#v1 ? V1 : V2, Number(pid));
    rmdirSync(this.#folder);
  }

  #move(folder: string, pid: number): void {
    try {
      writeFileSync(`${folder}/cgroup.procs`, String(pid));
    } catch {
      // It ended meanwhile.
    }
  }
}
