import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { paths } from '../common/data-folder.ts';
import type { Log } from '../common/log.ts';
import { type CloudAdmin, migrateCloud, UnknownHistory } from './migrate.ts';
import { registerKiosk } from './register.ts';
import { CloudSocket } from './socket.ts';
import { cloudSocketPath } from './socket-path.ts';
import { ownToken, sha256 } from './token.ts';

/**
 * The cloud for a machine that has none: PGlite, a real Postgres in WebAssembly, on a Unix socket that only
 * its owner can open (it takes any password). Its commits are not synced to disk, so a power cut may lose the
 * newest rows or the folder: rows stay in the local store and are sent again, and a folder that can't be
 * opened, or that another version made with other tables, is set aside.
 */
export class EmbeddedCloud {
  readonly #data: string;
  readonly #log: Log;
  #database: PGlite | null = null;
  #server: CloudSocket | null = null;

  constructor(data: string, log: Log) {
    this.#data = data;
    this.#log = log;
  }

  /** Opens, migrates, registers the kiosk and listens. @throws {StartError} when the socket can't be made */
  async start(kioskId: string): Promise<void> {
    const path = cloudSocketPath(this.#data);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(path, { force: true });
    // PGlite gives its files to everybody, whatever the umask, so the folder is closed before there are any.
    mkdirSync(paths.cloud(this.#data), { recursive: true, mode: 0o700 });
    this.#database = await this.#open(paths.cloud(this.#data));
    await registerKiosk(
      adminOf(this.#database),
      kioskId,
      sha256(await ownToken(paths.cloudToken(this.#data))),
    );
    this.#server = new CloudSocket(this.#database, path);
    await this.#server.start();
    chmodSync(path, 0o600);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    await this.#database?.close();
  }

  /** With the newest schema; a folder that can't be used is set aside, and a new one is begun. */
  async #open(folder: string): Promise<PGlite> {
    let database: PGlite | null = null;
    try {
      database = await PGlite.create(folder);
      await migrateCloud(adminOf(database));
      return database;
    } catch (error) {
      await database?.close();
      // What could be opened is given up only where its tables are others: anything else may pass.
      if (!existsSync(folder) || (database && !(error instanceof UnknownHistory))) throw error;
      const aside = `${folder}.broken-${Date.now()}`;
      // Its rows are sent again from the store, so only the newest is kept, for whoever wants to look at it.
      for (const older of brokenBefore(folder)) rmSync(older, { recursive: true, force: true });
      renameSync(folder, aside);
      this.#log.error(
        { aside, reason: (error as Error).message },
        'embedded cloud set aside, starting a new one',
      );
      const begun = await PGlite.create(folder);
      await migrateCloud(adminOf(begun));
      return begun;
    }
  }
}

function brokenBefore(folder: string): string[] {
  const prefix = `${basename(folder)}.broken-`;
  return readdirSync(dirname(folder))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(dirname(folder), name));
}

function adminOf(database: PGlite): CloudAdmin {
  return {
    exec: (script) => database.exec(script),
    query: async (statement) => (await database.query<Record<string, unknown>>(statement)).rows,
  };
}
