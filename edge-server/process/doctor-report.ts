import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** ms; each check of the doctor has its own limit, and all run side by side. */
const LIMIT_MS = 120_000;
const MOST_BYTES = 2 ** 20;

/** What `doctor` prints on this machine, by a process of its own: it loads what the server need not keep. @throws {Error} */
export function doctorReport(): Promise<string> {
  const args = [...process.execArgv, MAIN, 'doctor'];
  const limits = { timeout: LIMIT_MS, maxBuffer: MOST_BYTES, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, limits, (error, stdout) => {
      // It ends with 1 where it found something, which is an answer.
      if (stdout !== '') resolve(stdout);
      else reject(new Error(`The doctor said nothing: ${error?.message.split('\n')[0] ?? 'no reason'}`));
    });
  });
}
