import type { Faults } from './faults.ts';
import type { View } from './scene.ts';
import type { BusDevice } from './twi.ts';

/** An infrared chip as the bus sees it; one file each. */
export interface InfraredChip {
  /** As the boot frame names it. */
  name: string;
  address: number;
  /** What it acknowledges. */
  commands: readonly number[];
  /** An object temperature beyond its range, °C. */
  beyond: number;
  /** Full angle between the directions of half the signal, degrees; a chip that is sold with several has the narrowest. */
  fieldOfView: number;
  /** The bytes that answer a command, without PEC; temperatures in °C. */
  encode(command: number, view: Pick<View, 'object' | 'ambient'>): number[];
  /** The same bytes with the chip's own mark of an error; null when it has none. */
  flag: ((bytes: number[]) => number[]) | null;
}

/** Packet error code of SMBus: CRC-8, polynomial 07h, start 0. */
export function pec(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

/** A chip on the bus, and how it fails. */
export class Infrared implements BusDevice {
  readonly #chip: InfraredChip;
  readonly #faults: Faults;
  readonly #view: () => View;
  #command = 0;
  /** All bytes since the START, which the PEC is made over; a repeated start does not begin a new message. */
  #message: number[] = [];
  #answer: number[] = [];
  #stuck: View | null = null;

  constructor(chip: InfraredChip, faults: Faults, view: () => View) {
    this.#chip = chip;
    this.#faults = faults;
    this.#view = view;
  }

  /** The master addressed the sensor; false is a NACK. */
  connect(write: boolean): boolean {
    if (this.#faults.sensor === 'nack') return false;
    this.#message.push((this.#chip.address << 1) | (write ? 0 : 1));
    if (!write) this.#answer = this.#read();
    return true;
  }

  write(byte: number): boolean {
    this.#message.push(byte);
    this.#command = byte;
    return this.#chip.commands.includes(byte);
  }

  read(): number {
    return this.#answer.shift() ?? 0xff;
  }

  stop(): void {
    this.#message = [];
  }

  #read(): number[] {
    const { sensor } = this.#faults;
    if (sensor === 'ffff') return [];
    const view = this.#current();
    const object = sensor === 'beyond_range' ? this.#chip.beyond : view.object;
    let bytes = this.#chip.encode(this.#command, { object, ambient: view.ambient });
    if (sensor === 'flag') bytes = this.#chip.flag?.(bytes) ?? bytes;
    if (sensor === 'ffff_pec') bytes = bytes.map(() => 0xff);
    const check = pec([...this.#message, ...bytes]);
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

/** A number of 16 bits, low byte first; a negative one as two's complement. */
export const word = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];
