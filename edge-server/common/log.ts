import { type Logger, pino } from 'pino';

export type Log = Logger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** JSON lines on stdout. Nothing personal goes in: no temperature, no address, no token. @param tail gets them, too */
export function createLog(role: string, level: (typeof LOG_LEVELS)[number], tail?: LogTail): Log {
  const stdout = pino.destination({ dest: 1, sync: true });
  const both = {
    write(line: string) {
      stdout.write(line);
      tail?.add(line);
    },
  };
  return pino({ name: `kf99-${role}`, level, base: { role } }, tail === undefined ? stdout : both);
}

/** The last lines of a log, kept in memory. */
export class LogTail {
  readonly #most: number;
  readonly #lines: string[] = [];
  #length = 0;

  /** @param most characters that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    while (this.#length > this.#most) this.#length -= this.#lines.shift()!.length;
  }

  get text(): string {
    return this.#lines.join('');
  }
}
