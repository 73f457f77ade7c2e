import type { View } from './scene.ts';

export const VL53L0X = 0x29;
/** One ranging with the default timing budget, ms (datasheet DS11555, 2.6). */
const RANGING_MS = 33;

/**
 * The laser ranger as a file of registers: enough for single shots. Registers 13h (ready) and 14h (result)
 * come from the scene; the rest keeps what was written.
 */
export class Vl53l0x {
  readonly #registers = new Uint8Array(256);
  readonly #view: () => View;
  readonly #now: () => number;
  #pointer: number | null = null;
  #readyAt = Number.POSITIVE_INFINITY;

  /** `now` in ms of the board. */
  constructor(view: () => View, now: () => number) {
    this.#view = view;
    this.#now = now;
    this.#registers[0xc0] = 0xee;
  }

  connect(write: boolean): boolean {
    if (write) this.#pointer = null;
    return true;
  }

  write(byte: number): boolean {
    if (this.#pointer === null) {
      this.#pointer = byte;
      return true;
    }
    const hidden = this.#registers[0xff] === 1;
    if (this.#pointer === 0x00 && byte === 1 && !hidden) this.#readyAt = this.#now() + RANGING_MS;
    if (this.#pointer === 0x0b) this.#readyAt = Number.POSITIVE_INFINITY;
    this.#registers[this.#pointer++ & 0xff] = byte;
    return true;
  }

  read(): number {
    const register = this.#pointer ?? 0;
    this.#pointer = register + 1;
    const ready = this.#now() >= this.#readyAt;
    if (register === 0x13) return ready ? 4 : 0;
    if (register === 0x14) {
      const mm = Math.round(this.#view().distance);
      this.#registers[0x1e] = mm >> 8;
      this.#registers[0x1f] = mm & 0xff;
      return 11 << 3;
    }
    return this.#registers[register & 0xff]!;
  }
}
