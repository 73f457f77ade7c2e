import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, fail, ok, warn } from '../checks/finding.ts';

const RUN_MS = 10_000;
/** The units of a kiosk, and how exposed each is at the most (docs/security.md has what was measured). */
const MOST_EXPOSED: Readonly<Record<string, number>> = {
  'kf99.service': 2.5,
  'kf99-kiosk.service': 3.2,
  'kf99-watch.service': 1.8,
  'kf99-act.service': 1.5,
  'kf99-update.service': 7.6,
};

/** Whether each unit of KF99 on this machine is as closed as it was delivered. */
export const units: Check = ({ root }) => {
  const there = Object.entries(MOST_EXPOSED).filter(([unit]) =>
    ['etc/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system'].some((folder) =>
      existsSync(join(root, folder, unit)),
    ),
  );
  if (there.length === 0) {
    return [ok('units', 'No unit of KF99 is on this machine: a container, or a start by hand.')];
  }
  return there.map(([unit, most]) => {
    const { stdout } = spawnSync('systemd-analyze', ['security', '--no-pager', unit], {
      encoding: 'utf8',
      timeout: RUN_MS,
    });
    const score = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout ?? '')?.[1] ?? Number.NaN);
    if (Number.isNaN(score)) {
      return warn(
        'units',
        `systemd says nothing of ${unit}.`,
        `Look at it: systemd-analyze security ${unit}.`,
      );
    }
    if (score <= most) return ok('units', `${unit} is exposed by ${score} of 10.`);
    const todo = `systemctl cat ${unit} shows what was added (in ${unit}.d): take it out, or reinstall.`;
    return fail('units', `${unit} is exposed by ${score} of 10, more than the ${most} it comes with.`, todo);
  });
};

/** As whom this runs: as the user of the server. */
export const user: Check = () => {
  if (process.getuid?.() !== 0) return [ok('user', 'KF99 runs without the rights of root.')];
  const todo =
    'Run server and doctor as a user of their own: the package and the container do (sudo kf99 doctor --security).';
  return [warn('user', 'This runs as root: what is said of files is root’s view.', todo)];
};
