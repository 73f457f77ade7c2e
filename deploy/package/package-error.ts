import { join } from 'node:path';

/** Of the repository. */
export const ROOT: string = join(import.meta.dirname, '../..');

export class PackageError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Runs a command; what a person can mend is said in a line, with exit code 2. @throws what is a fault of the command */
export function runCommand(work: () => void): void {
  try {
    work();
  } catch (error) {
    const known =
      error instanceof PackageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
    if (!known) throw error;
    console.error(`${(error as PackageError).code}: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}
