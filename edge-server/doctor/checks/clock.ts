import { timeSource } from '../../clock/time-source.ts';
import { type Check, fromPart, ok, warn } from './finding.ts';

const TODO =
  'Give the machine a network with a time server, or set the time: timedatectl set-ntp true. A machine with a battery for its clock takes KF99_CLOCK=battery.';

/** Whether the time was set from the network. */
export const clock: Check = async ({ config, health }) => {
  if (health !== null) return [fromPart('clock', health.parts.clock, TODO)];
  const said = await timeSource(config.clock)();
  if (said === true) return [ok('clock', `The clock is set from the ${config.clock}.`)];
  if (said === null) return [ok('clock', 'Nothing here can say whether the clock is set (a container?).')];
  return [warn('clock', 'The clock was not set from the network.', TODO)];
};
