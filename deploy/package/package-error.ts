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
