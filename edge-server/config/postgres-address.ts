import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { StartError } from '../common/start-error.ts';

/** Where a Postgres is, and as whom: what both drivers are given, since each reads an address in its own way. */
export interface PostgresAddress {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** False: no TLS. */
  ssl: false | ConnectionOptions;
}

const FORM = 'write postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full';

/**
 * Reads `postgres://USER:PASSWORD@HOST:PORT/NAME`, each part percent-encoded where it has to be. `sslmode` means what
 * it does to libpq: `disable` (also without any) is no TLS, `require` encrypts and trusts anybody, `verify-full` asks
 * for a certificate of this name, by the authorities of Node or by `sslrootcert`, a PEM file.
 * @throws {StartError} names what can't be used, and never the password
 */
export function readPostgresAddress(text: string): PostgresAddress {
  const url = /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname) throw new StartError(`this is no address of a Postgres: ${FORM}`);
  const { sslmode = 'disable', sslrootcert, ...unknown } = Object.fromEntries(url.searchParams);
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new StartError(`${name} is not known in an address: take it out, or ${FORM}`);
  const host = decoded(url.hostname).replace(/^\[(.+)\]$/, '$1');
  const user = decoded(url.username);
  return {
    host,
    port: Number(url.port || 5432),
    user,
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)) || user,
    ssl: tls(sslmode, sslrootcert, host),
  };
}

/** The same for the driver `postgres`: it cuts a host at its colons, unless it comes in an array, which its types forget. */
export function forPostgres(text: string): PostgresAddress {
  const { host, port, ...rest } = readPostgresAddress(text);
  return { ...rest, host: [host] as never, port: [port] as never };
}

function tls(mode: string, authority: string | undefined, host: string): PostgresAddress['ssl'] {
  switch (mode) {
    case 'disable':
      return false;
    case 'require':
      return { host, rejectUnauthorized: false };
    case 'verify-full':
      // With the host, as a certificate for an IP address would be compared with `localhost`.
      return { host, ...(authority !== undefined && { ca: read(authority) }) };
    default:
      throw new StartError(`sslmode=${mode} can't be used: write verify-full, require or disable`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError(`sslrootcert can't be read: ${(cause as Error).message}`, { cause });
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StartError(`a part of the address is not encoded: write % as %25, and ${FORM}`);
  }
}
