import { Worker } from 'node:worker_threads';

/**
 * Runs a worker file in several threads until all have ended; when one fails, the others are stopped.
 *
 * @param job what a thread gets as `workerData`
 * @param take what a thread posts
 */
export async function runThreads<Job, Message>(
  file: URL,
  threads: number,
  job: (thread: number) => Job,
  take: (message: Message) => void,
): Promise<void> {
  const workers: Worker[] = [];
  try {
    await Promise.all(
      Array.from({ length: threads }, (_, thread) => {
        const worker = new Worker(file, { workerData: job(thread) });
        workers.push(worker);
        return new Promise<void>((resolve, reject) => {
          worker.on('message', take);
          worker.on('error', reject);
          worker.on('exit', (code) =>
            code === 0 ? resolve() : reject(new Error(`thread ended with ${code}`)),
          );
        });
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
