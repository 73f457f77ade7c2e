import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { findPath, lookAtPorts } from '../../thermometer/finder.ts';
import { describeShared } from '../../thermometer/shared-stick.ts';
import { type Check, fail, fromPart, ok, warn } from './finding.ts';

const CABLE = 'Look at the USB cable and the lamp of the board; docs/wiring.md has the wires.';

/** The server's words; without it, whether a board is there and may be opened. */
export const thermometer: Check = async ({ config, health, root }) => {
  if (health !== null) {
    const part = health.parts.thermometer;
    const found = fromPart('thermometer', part, CABLE);
    if (part.simulated) {
      return [
        warn('thermometer', `It is simulated. ${part.detail}`, 'Set KF99_THERMOMETER=auto with a board.'),
      ];
    }
    if (!part.calibration.due || part.status !== 'ok') return [found];
    return [found, warn('calibration', part.detail, 'Calibrate it on the admin page.')];
  }
  const mode = config.thermometer;
  if (mode === 'simulated') return [ok('thermometer', 'It would be simulated.')];
  if (mode === 'http' || mode === 'mqtt')
    return [ok('thermometer', 'Temperatures are posted by another device.')];
  const { boards, shared } =
    mode === 'auto'
      ? await lookAtPorts({ dev: config.dev, sys: join(root, 'sys') })
      : { boards: await findPath(mode), shared: [] };
  const [board] = boards;
  if (board === undefined) {
    const where = mode === 'auto' ? 'No Arduino is plugged in.' : `No board is at ${mode}.`;
    return [fail('thermometer', where, `${CABLE} ${describeShared(shared)}`.trim())];
  }
  try {
    await access(board.path, constants.R_OK | constants.W_OK);
    return [ok('thermometer', `A board is at ${board.path}.`)];
  } catch {
    return [
      fail(
        'thermometer',
        `${board.path} can't be opened by this user.`,
        'Put the user into the group dialout (in containers: STACK_SERIAL_GROUP) and log in anew.',
      ),
    ];
  }
};
