import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, type Finding, ok, warn } from './finding.ts';

/** Programs that open serial sticks by themselves, and what stops them from taking the thermometer's. */
const TAKERS: Readonly<Record<string, { does: string; todo: string }>> = {
  brltty: {
    does: 'takes sticks with a CH340, CP2102 or FT232 for Braille displays: their port goes away seconds after it came',
    todo: 'Where nobody uses a Braille display: sudo apt-get purge brltty. Then plug the board in again.',
  },
  ModemManager: {
    does: 'may ask a serial port whether it is a modem, which resets a board and garbles its first lines',
    todo: 'deploy/kiosk/install.sh --thermometer PORT writes a rule that keeps it off; a site without mobile data: sudo apt-get purge modemmanager.',
  },
};
/** The rule that install.sh --thermometer writes, and the word in it that ModemManager heeds. */
const RULE = 'etc/udev/rules.d/70-kf99-thermometer.rules';
const KEPT_OFF = 'ID_MM_DEVICE_IGNORE';

/** Who else opens serial ports on this machine, where a board is to be on one. */
export const serial: Check = ({ config: { thermometer }, root }) => {
  if (thermometer === 'simulated' || thermometer === 'http' || thermometer === 'mqtt') return [];
  const running = processes(root);
  const found: Finding[] = [];
  for (const [name, { does, todo }] of Object.entries(TAKERS)) {
    if (!running.has(name)) continue;
    if (name === 'ModemManager' && text(join(root, RULE)).includes(KEPT_OFF)) continue;
    found.push(warn('serial', `${name} runs here: it ${does}.`, todo));
  }
  return found.length > 0 ? found : [ok('serial', 'No other program is after serial ports.')];
};

/** Names of what runs, by /proc/PID/comm; empty where there is no procfs. */
function processes(root: string): Set<string> {
  const proc = join(root, 'proc');
  const pids = entries(proc).filter((name) => /^\d+$/.test(name));
  return new Set(pids.map((pid) => text(join(proc, pid, 'comm')).trim()));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
