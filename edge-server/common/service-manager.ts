import { spawn } from 'node:child_process';
import { type Clock, type Stop, systemClock } from '../clock/clock.ts';

/** Beats within the time after which systemd believes that the server hangs. */
const BEATS = 4;

/**
 * Tells systemd that the event loop turns, where a unit asks for it (`WatchdogSec=`, sd_watchdog_enabled(3)). The words
 * go by `systemd-notify`, since Node opens no datagram socket of that kind; so the unit needs `NotifyAccess=all`. Children
 * are no service of their own: the variables are taken out of the environment that they get.
 *
 * @returns the function that ends it
 */
export function beatForWatchdog(env = process.env, clock: Clock = systemClock): Stop {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: limit } = env;
  delete env.NOTIFY_SOCKET;
  delete env.WATCHDOG_USEC;
  delete env.WATCHDOG_PID;
  const ms = Number(limit) / 1000 / BEATS;
  if (!socket || !(ms > 0)) return () => undefined;
  const beat = () => {
    const words = spawn('systemd-notify', ['WATCHDOG=1'], {
      env: { PATH: env.PATH, NOTIFY_SOCKET: socket },
      stdio: 'ignore',
    });
    // Without the program systemd starts the server again, and its log says why.
    words.on('error', () => undefined);
    words.unref();
  };
  beat();
  return clock.every(ms, beat, { ref: false });
}
