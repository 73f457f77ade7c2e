import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { type Clock, type Stop, systemClock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { StartError } from '../common/start-error.ts';
import type { TlsFiles } from '../config/tls.ts';

/** ms between two looks at the files: a certificate is renewed days before its end. */
const LOOK_MS = 60_000;

type Pair = Required<Pick<SecureContextOptions, 'cert' | 'key'>> & { cert: Buffer; key: Buffer };

/**
 * The server's certificate, which somebody else renews on the disk (certbot, a fleet's own tool).
 *
 *   read ── the files have changed and fit together ──► given to the server, for new connections
 *    ▲  └── they have changed and do not (yet): the key is written after the certificate ──► said once, the old stays
 *    └────────────────────────────── looked at every minute ──────────────────────────────────────┘
 *
 * A look every minute needs no signal, and follows the symbolic links that certbot changes, which a watch does not.
 */
export class Certificate {
  readonly #files: TlsFiles;
  readonly #log: Pick<Log, 'info' | 'warn'>;
  readonly #clock: Clock;
  #pair: Pair | null = null;
  #said = '';
  #onRenewed: (pair: Pair) => void = () => undefined;
  #stopTimer: Stop = () => undefined;

  constructor(files: TlsFiles, log: Pick<Log, 'info' | 'warn'>, clock = systemClock) {
    this.#files = files;
    this.#log = log;
    this.#clock = clock;
  }

  /** Reads both files. @throws {StartError} when they can't be used */
  open(): Pair {
    this.#pair = this.#read();
    const { validTo } = new X509Certificate(this.#pair.cert);
    // Browsers refuse it then, but a door that does not start at all helps nobody.
    if (Date.parse(validTo) < this.#clock.now().getTime()) {
      this.#log.warn({ validTo }, 'the TLS certificate has ended: renew KF99_TLS_CERT');
    }
    return this.#pair;
  }

  /** Calls back with each renewed pair. */
  start(onRenewed: (pair: Pair) => void): void {
    this.#onRenewed = onRenewed;
    this.#stopTimer = this.#clock.every(LOOK_MS, () => this.look(), { ref: false });
  }

  stop(): void {
    this.#stopTimer();
  }

  /** Looks once; called every minute. */
  look(): void {
    try {
      const pair = this.#read();
      const old = this.#pair;
      this.#said = '';
      if (old !== null && pair.cert.equals(old.cert) && pair.key.equals(old.key)) return;
      this.#onRenewed(pair);
      this.#pair = pair;
      this.#log.info({ validTo: new X509Certificate(pair.cert).validTo }, 'the TLS certificate was renewed');
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#said) this.#log.warn({ reason: message }, 'the old TLS certificate stays in use');
      this.#said = message;
    }
  }

  #read(): Pair {
    const pair = {
      cert: readPem('KF99_TLS_CERT', this.#files.cert),
      key: readPem('KF99_TLS_KEY', this.#files.key),
    };
    try {
      createSecureContext(pair);
    } catch (cause) {
      throw new StartError(
        `KF99_TLS_CERT and KF99_TLS_KEY can't be used together (${(cause as Error).message}): give a PEM certificate and the key that belongs to it, without a pass phrase`,
        { cause },
      );
    }
    return pair;
  }
}

function readPem(variable: string, path: string): Buffer {
  try {
    const pem = readFileSync(path);
    if (!pem.includes('-----BEGIN ')) throw new Error('it is not a PEM file');
    return pem;
  } catch (cause) {
    throw new StartError(`${variable} ${path} can't be read: ${(cause as Error).message}`, { cause });
  }
}
