import type { ConnectionOptions } from 'node:tls';
import { StartError } from '../common/start-error.ts';
import { AddressError, type AddressForm, readAddress } from '../contract/index.ts';
import { readNamedFile } from './named-file.ts';

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

const FORM: AddressForm = {
  schemes: ['postgres', 'postgresql'],
  takes: ['user', 'path', 'query'],
  write: 'postgres://USER:PASSWORD@HOST/NAME?sslmode=verify-full',
};
/** What providers put into an address for other clients, and libpq for itself; nothing here goes by it. */
const IDLE =
  /^(channel_binding|gssencmode|keepalives(_(idle|interval|count))?|target_session_attrs|load_balance_hosts|tcp_user_timeout|connect_timeout|application_name|fallback_application_name|client_encoding|sslcompression|sslsni|ssl_min_protocol_version|ssl_max_protocol_version)$/;
/** What may be printed of an address. */
const WORD = /^[a-z][a-z_]*$/i;

/**
 * Reads `postgres://USER:PASSWORD@HOST:PORT/NAME`, each part percent-encoded where it has to be. `sslmode` means what
 * it does to libpq: `disable` (also without any) is no TLS, `require` encrypts and trusts anybody, `verify-full` asks
 * for a certificate of this name, by the authorities of Node or by `sslrootcert`, a PEM file.
 * @throws {StartError} names what can't be used, and never the password
 */
export function readPostgresAddress(text: string): PostgresAddress {
  const url = read(text);
  const { sslmode = 'disable', sslrootcert, ...rest } = Object.fromEntries(url.searchParams);
  const name = Object.keys(rest).find((key) => !IDLE.test(key));
  if (name !== undefined) {
    // Alone it may be the rest of a password.
    const what = WORD.test(name) && rest[name] !== '' ? name : 'a word behind the ?';
    throw new StartError(`${what} is not known in an address: take it out, or write ${FORM.write}`);
  }
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
      return { host, ...(authority !== undefined && { ca: readNamedFile('sslrootcert', authority) }) };
    default:
      throw new StartError(
        `sslmode${WORD.test(mode) ? `=${mode}` : ''} can't be used: write verify-full, require or disable`,
      );
  }
}

function read(text: string): URL {
  try {
    return readAddress(text, FORM);
  } catch (error) {
    if (error instanceof AddressError)
      throw new StartError(`this is no address of a Postgres: ${error.message}`);
    throw error;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StartError(`a part of the address is no UTF-8: write ${FORM.write}`);
  }
}
