import { systemClock } from '../clock/clock.ts';
import { cloudSocketPath } from '../cloud/socket-path.ts';
import { readToken } from '../cloud/token.ts';
import { openDataFolder, paths } from '../common/data-folder.ts';
import { holdLock } from '../common/lock.ts';
import { createLog, type Log, LogTail } from '../common/log.ts';
import { beatForWatchdog } from '../common/service-manager.ts';
import { stopSignal } from '../common/signals.ts';
import type { Config } from '../config/config.ts';
import { SiteSettings } from '../settings/site-settings.ts';
import { kioskId } from '../store/kiosk-id.ts';
import { DamageWatch } from '../store/repair/damage-watch.ts';
import { keepKioskId, mendStore } from '../store/repair/repair.ts';
import { openStore } from '../store/store.ts';
import { syncTarget } from '../sync/enrolment.ts';
import { openThermometer } from '../thermometer/open.ts';
import { calibrateSimulated } from './calibrate-simulated.ts';
import { doctorReport } from './doctor-report.ts';
import { Edge } from './edge.ts';
import { restarter } from './restart.ts';
import type { Role } from './role.ts';
import { ChildRole } from './supervisor.ts';

/** ms that a process which is just ending may still hold the data folder. */
const HANDOVER_MS = 3000;
/** Characters of the log that are kept for the fleet, where the site allows that it is asked for. */
const TAIL = 64 * 1024;

/** The server with what belongs to it as its children. @throws {StartError} */
export function runAll(config: Config): Promise<void> {
  return runEdge(config, children(config));
}

/**
 * What `all` runs beside the server. A child that can't start would be started again and again, so what is wrong with
 * its part of the configuration is said here. @throws {StartError}
 */
function children({ data, cloud, databaseUrl, kioskTokenFile }: Config): Role[] {
  if (cloud !== null) return ['sync'];
  if (databaseUrl === null) {
    cloudSocketPath(data);
    return ['cloud', 'sync'];
  }
  if (kioskTokenFile !== null) readToken(kioskTokenFile);
  return ['sync'];
}

/** The server, until a signal or damage of its store; `roles` run beside it. @throws {StartError} */
export async function runEdge(config: Config, roles: Role[]): Promise<void> {
  const stop = stopSignal();
  const restart = restarter();
  const endBeats = beatForWatchdog();
  openDataFolder(config.data);
  const tail = new LogTail(TAIL);
  const log = createLog('edge', config.logLevel, tail);
  const release = await holdLock(paths.lock(config.data, 'edge'), 'the data folder', HANDOVER_MS);
  const path = paths.database(config.data);
  const idFile = paths.kioskId(config.data);
  const mended = mendStore({ path, idFile, now: systemClock.now() });
  if (mended !== null) log.error({ mended }, 'the store was damaged');
  const store = openStore(path);
  keepKioskId(idFile, kioskId(store.database, config.kioskId));
  const watch = new DamageWatch(path);
  const settings = new SiteSettings({
    database: store.database,
    base: config.settings,
    clock: systemClock,
    log,
  });
  const thermometer = openThermometer({
    mode: config.thermometer,
    dev: config.dev,
    settings: () => settings.read(),
    log,
  });
  const edge = new Edge({
    config,
    store,
    thermometer,
    settings,
    log,
    syncTarget: () => syncTarget(config),
    restart,
    logTail: () => tail.text,
    doctor: doctorReport,
  });
  if (config.thermometer === 'simulated') await calibrateSimulated(store.calibrations, systemClock);
  const supervised = superviseAll(roles, log);
  try {
    await edge.start();
    for (const child of supervised) child.start();
    process.stdout.write(`${greeting(edge)}${process.stdout.isTTY ? 'Ctrl-C stops it.\n' : ''}`);
    watch.start();
    const damage = await Promise.race([stop, watch.damaged]);
    if (damage !== undefined) giveUp(damage);
  } finally {
    await watch.stop();
    await Promise.all([edge.stop(), ...supervised.map((child) => child.stop())]);
    await store.close();
    release();
    endBeats();
  }
}

/** Not the code of a start that a person has to mend: a service manager starts again, and that start mends it. */
function giveUp(damage: string): void {
  process.stderr.write(
    `kf99: the store is damaged (${damage}): start again, it is set aside then and a new one begun\n`,
  );
  process.exitCode = 1;
}

function superviseAll(roles: Role[], log: Log): ChildRole[] {
  return roles.map((role) => new ChildRole(role, process.env, log));
}

/** What a person on the console needs, in one piece: the pages, and the codes that let a browser and an admin in. */
function greeting({ url, pairing, identity }: Edge): string {
  const lines = [`KF99 is ready at ${url}`];
  if (pairing.code !== null) {
    if (pairing.open)
      lines.push('A browser of this machine that opens it within 15 minutes becomes the kiosk.');
    lines.push(`Another browser becomes it, once and within 15 minutes, at ${url}?pair=${pairing.code}`);
    lines.push(
      'Later the screen shows a code of its own, which an admin types on the admin page under People.',
    );
  }
  const { code } = identity.setUp;
  if (code !== null)
    lines.push(`Staff set up the admin, once and within 15 minutes, at ${url}admin/#setup=${code}`);
  return `${lines.join('\n')}\n`;
}
