import { type InfraredChip, word } from './infrared.ts';

const AMBIENT = 0x06;
const OBJECT = 0x07;
const KELVIN_A_STEP = 0.02;

/** Melexis MLX90614: address, RAM cells and scale of the datasheet, rev 13. */
export const mlx90614: InfraredChip = {
  name: 'mlx90614',
  address: 0x5a,
  commands: [AMBIENT, OBJECT],
  beyond: 381,
  // xCF: 10°. Others are xAA 90°, xCC 35°, xCH 12°, xCI 5° (section 'Ordering information').
  fieldOfView: 10,
  encode(command, { object, ambient }) {
    const celsius = command === OBJECT ? object : ambient;
    return word(Math.round((celsius + 273.15) / KELVIN_A_STEP) & 0x7fff);
  },
  flag: ([low, high]) => [low!, high! | 0x80],
};
