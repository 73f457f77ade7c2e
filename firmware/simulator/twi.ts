import { type AVRIOPort, AVRTWI, type CPU, type TWIEventHandler, twiConfig } from 'avr8js';
import type { Faults } from './faults.ts';

/** What a device on the bus does; `connect` and `write` answer true for ACK. */
export interface BusDevice {
  connect(write: boolean): boolean;
  write(byte: number): boolean;
  read(): number;
  /** The message is over: a STOP, or the master gave it up. */
  stop?(): void;
}

const TWEN = 0x04;
const TWI_IDLE = 0xf8;
/** Pins on port C. */
const SDA = 4;
const SCL = 5;
/** A slave that was cut off in mid byte lets SDA go after at most this many clocks. */
const CLOCKS_TO_FREE = 9;

/**
 * The I2C bus with its devices. avr8js answers at once; here each byte takes its nine clocks, a stuck SDA
 * stops everything, and clearing TWEN really ends a transfer, so that the firmware's recovery can work.
 */
export class TwiBus implements TWIEventHandler {
  readonly #cpu: CPU;
  readonly #twi: AVRTWI;
  readonly #port: AVRIOPort;
  readonly #faults: Faults;
  readonly #devices: ReadonlyMap<number, BusDevice>;
  #device: BusDevice | undefined;
  /** Counts up when the firmware drops a transfer: events of the old one are void. */
  #era = 0;
  #clocks = 0;
  #sclLow = false;

  constructor(
    cpu: CPU,
    frequency: number,
    port: AVRIOPort,
    faults: Faults,
    devices: ReadonlyMap<number, BusDevice>,
  ) {
    this.#cpu = cpu;
    this.#port = port;
    this.#faults = faults;
    this.#devices = devices;
    this.#twi = new AVRTWI(cpu, twiConfig, frequency);
    this.#twi.eventHandler = this;
    this.#hookEnable();
    this.#hookPins();
  }

  start(): void {
    this.#after(1, () => this.#twi.completeStart());
  }

  stop(): void {
    this.#device?.stop?.();
    this.#after(1, () => this.#twi.completeStop());
  }

  connectToSlave(address: number, write: boolean): void {
    this.#device = this.#devices.get(address);
    const ack = this.#device?.connect(write) ?? false;
    this.#after(9, () => this.#twi.completeConnect(ack));
  }

  writeByte(value: number): void {
    const ack = this.#device?.write(value) ?? false;
    this.#after(9, () => this.#twi.completeWrite(ack));
  }

  readByte(): void {
    const value = this.#device?.read() ?? 0xff;
    this.#after(9, () => this.#twi.completeRead(value));
  }

  get #held(): boolean {
    return this.#faults.sensor === 'bus_short' || this.#faults.sensor === 'bus_stuck';
  }

  #after(bits: number, complete: () => void): void {
    if (this.#held) return;
    const era = this.#era;
    const cycles = bits * (16 + 2 * this.#cpu.data[twiConfig.TWBR]! * this.#twi.prescaler);
    this.#cpu.addClockEvent(() => {
      if (era === this.#era) complete();
    }, cycles);
  }

  /** avr8js stays busy when the firmware switches the unit off in mid transfer: end it here. */
  #hookEnable(): void {
    const { TWCR, TWSR } = twiConfig;
    const write = this.#cpu.writeHooks[TWCR]!;
    this.#cpu.writeHooks[TWCR] = (value, old, address, mask) => {
      if (!(value & TWEN)) {
        this.#era++;
        this.#device?.stop?.();
        (this.#twi as unknown as { busy: boolean }).busy = false;
        this.#cpu.data[TWSR] = (this.#cpu.data[TWSR]! & 3) | TWI_IDLE;
      }
      return write(value, old, address, mask);
    };
  }

  /** SDA and SCL as pins, which the firmware drives by hand to free a stuck slave. */
  #hookPins(): void {
    const update = () => this.#port.setPin(SDA, !this.#held);
    this.#port.setPin(SCL, true);
    const { PIN } = this.#port.portConfig;
    this.#cpu.readHooks[PIN] = () => {
      update();
      return this.#cpu.data[PIN]!;
    };
    this.#port.addListener(() => {
      const ddr = this.#cpu.data[this.#port.portConfig.DDR]!;
      const low = Boolean(ddr & (1 << SCL));
      if (low && !this.#sclLow && ++this.#clocks >= CLOCKS_TO_FREE && this.#faults.sensor === 'bus_stuck') {
        this.#faults.sensor = 'none';
      }
      if (this.#faults.sensor !== 'bus_stuck') this.#clocks = 0;
      this.#sclLow = low;
    });
  }
}
