import type { Faults } from './faults.ts';
import type { View } from './scene.ts';

/** SMBus address, RAM cells and scale of the datasheet, rev 13. */
export const MLX90614 = 0x5a;
const AMBIENT = 0x06;
const OBJECT = 0x07;
const KELVIN_A_STEP = 0.02;

/** CRC-8, polynomial 07h, start 0. */
export function pec(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

/** The sensor as the bus sees it: a command byte, then low byte, high byte and PEC. */
export class Mlx90614 {
  readonly #faults: Faults;
  readonly #view: () => View;
  #command = 0;
  #answer: number[] = [];
  #stuck: View | null = null;

  constructor(faults: Faults, view: () => View) {
    this.#faults = faults;
    this.#view = view;
  }

  /** The master addressed the sensor; false is a NACK. */
  connect(write: boolean): boolean {
    if (this.#faults.sensor === 'nack') return false;
    if (!write) this.#answer = this.#read();
    return true;
  }

  write(byte: number): boolean {
    this.#command = byte;
    return byte === AMBIENT || byte === OBJECT;
  }

  read(): number {
    return this.#answer.shift() ?? 0xff;
  }

  #read(): number[] {
    const { sensor } = this.#faults;
    if (sensor === 'ffff') return [0xff, 0xff, 0xff];
    const view = this.#current();
    const celsius =
      sensor === 'beyond_range' && this.#command === OBJECT
        ? 381
        : this.#command === OBJECT
          ? view.object
          : view.ambient;
    let raw = Math.round((celsius + 273.15) / KELVIN_A_STEP) & 0x7fff;
    if (sensor === 'flag') raw |= 0x8000;
    if (sensor === 'ffff_pec') raw = 0xffff;
    const bytes = [raw & 0xff, raw >> 8];
    const check = pec([MLX90614 << 1, this.#command, (MLX90614 << 1) | 1, ...bytes]);
    return [...bytes, sensor === 'pec' ? check ^ 0x55 : check];
  }

  #current(): View {
    if (this.#faults.sensor !== 'stuck_value') {
      this.#stuck = null;
      return this.#view();
    }
    this.#stuck ??= this.#view();
    return this.#stuck;
  }
}
