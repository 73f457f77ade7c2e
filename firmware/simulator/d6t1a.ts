import { type InfraredChip, word } from './infrared.ts';

const STEPS_A_DEGREE = 10;

/** Omron D6T-1A-02: address, command and scale of the user's manual A284, section 6.4. */
export const d6t1a: InfraredChip = {
  name: 'd6t1a',
  address: 0x0a,
  commands: [0x4c],
  beyond: 81,
  fieldOfView: 26.5,
  encode(_command, { object, ambient }) {
    const steps = (celsius: number) => word(Math.round(celsius * STEPS_A_DEGREE));
    return [...steps(ambient), ...steps(object)];
  },
  flag: null,
};
