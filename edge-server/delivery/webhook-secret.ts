import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../common/start-error.ts';
import { readNamedFile } from '../config/named-file.ts';
import type { WebhookSecretState } from '../contract/index.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';

const KEY = 'webhook_secret';
const SHORTEST = 16;

/** The secret that signs webhook calls: the file's, else the one that an admin made here. */
export class WebhookSecret {
  readonly #database: DatabaseSync;
  readonly #path: string | null;
  #secret: string | null = null;

  /** @param path KF99_WEBHOOK_SECRET_FILE */
  constructor(database: DatabaseSync, path: string | null) {
    this.#database = database;
    this.#path = path;
  }

  /** @throws {StartError} when the file can't be read or holds too little */
  start(): void {
    this.#secret = this.#path === null ? readMeta(this.#database, KEY) : readSecret(this.#path);
  }

  get(): string | null {
    return this.#secret;
  }

  /** Where it comes from. */
  get source(): WebhookSecretState['source'] {
    if (this.#path !== null) return 'file';
    return this.#secret === null ? 'none' : 'made';
  }

  /** Makes a new secret, which counts from now on; null when the file's counts. */
  renew(): string | null {
    if (this.#path !== null) return null;
    const secret = randomBytes(32).toString('base64url');
    writeMeta(this.#database, KEY, secret);
    this.#secret = secret;
    return secret;
  }
}

function readSecret(path: string): string {
  const secret = readNamedFile('KF99_WEBHOOK_SECRET_FILE', path).trim();
  if (secret.length >= SHORTEST) return secret;
  throw new StartError(`KF99_WEBHOOK_SECRET_FILE ${path} is too short: write ${SHORTEST} characters or more`);
}
