import { systemTimeSource } from '../../clock/time-source.ts';
import { type Check, fromPart, ok, warn } from './finding.ts';

const TODO = 'Give the machine a network with a time server, or set the time: timedatectl set-ntp true.';

/** Whether the time was set from the network. */
export const clock: Check = async ({ health }) => {
  if (health !== null) return [fromPart('clock', health.parts.clock, TODO)];
  const said = await systemTimeSource();
  if (said === true) return [ok('clock', 'The clock is set from the network.')];
  if (said === null) return [ok('clock', 'Nothing here can say whether the clock is set (a container?).')];
  return [warn('clock', 'The clock was not set from the network.', TODO)];
};
