import postgres from 'postgres';
import { ZodError } from 'zod';
import { forPostgres, readPostgresAddress } from '../config/postgres-address.ts';
import type { CloudAdmin } from './migrate.ts';

/**
 * Works on the cloud with the rights of `url` on one connection, and ends it.
 * @param signal ends it at once, and the work with an error
 */
export async function asOwner<T>(
  url: string,
  work: (admin: CloudAdmin, sql: postgres.Sql) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const sql = postgres({ ...forPostgres(url), max: 1, connect_timeout: 10, onnotice: () => undefined });
  const admin: CloudAdmin = {
    exec: (script) => sql.unsafe(script),
    query: async (statement) => [...(await sql.unsafe(statement))],
  };
  const cut = () => void sql.end({ timeout: 0 });
  signal?.addEventListener('abort', cut);
  try {
    signal?.throwIfAborted();
    return await work(admin, sql);
  } finally {
    signal?.removeEventListener('abort', cut);
    await sql.end({ timeout: 2 });
  }
}

/** The owner's address of the cloud, for the commands. @throws {Error} when it is not set or can't be used */
export function ownersUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('set DATABASE_URL to the cloud, with its owner as user: docs/cloud.md');
  try {
    readPostgresAddress(url);
  } catch (cause) {
    throw new Error(`DATABASE_URL can't be used: ${(cause as Error).message}`, { cause });
  }
  return url;
}

/** Runs a command; what is wrong is one sentence and exit code 2. */
export async function command(name: string, work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    const why = error instanceof ZodError ? error.issues[0]?.message : (error as Error).message;
    console.error(`${name}: ${why}`);
    process.exitCode = 2;
  }
}
