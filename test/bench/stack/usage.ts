import { request } from 'node:http';
import { json } from 'node:stream/consumers';

export interface Usage {
  /** CPU time of everything in the container since its start, health checks included, ms. */
  cpuMs: number;
  /** Memory as `docker stats` counts it: without the file cache that the kernel can take back. */
  megabytes: number;
}

interface Stats {
  cpu_stats: { cpu_usage: { total_usage: number } };
  memory_stats: { usage: number; stats: { total_inactive_file?: number; inactive_file?: number } };
}

const SOCKET = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');

/** Asks the engine, whose counters are exact, where `docker stats` shows the share of one second. */
export async function usage(container: string): Promise<Usage> {
  const stats = await new Promise<Stats>((resolve, reject) => {
    request(
      {
        socketPath: SOCKET,
        path: `/containers/${container}/stats?stream=false&one-shot=true`,
        timeout: 10_000,
      },
      (answer) => resolve(json(answer) as Promise<Stats>),
    )
      .on('error', reject)
      .end();
  });
  const { usage: all, stats: kinds } = stats.memory_stats;
  return {
    cpuMs: stats.cpu_stats.cpu_usage.total_usage / 1e6,
    megabytes: (all - (kinds.total_inactive_file ?? kinds.inactive_file ?? 0)) / 2 ** 20,
  };
}
