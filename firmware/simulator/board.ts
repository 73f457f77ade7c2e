import {
  AVRClock,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  AVRWatchdog,
  avrInstruction,
  CPU,
  PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  usart0Config,
  watchdogConfig,
} from 'avr8js';
import { Faults } from './faults.ts';
import { attachHcsr04 } from './hcsr04.ts';
import { Infrared, type InfraredChip } from './infrared.ts';
import { mlx90614 } from './mlx90614.ts';
import { Scene } from './scene.ts';
import { eventDue, nextWake } from './sleep.ts';
import { type BusDevice, TwiBus } from './twi.ts';
import { VL53L0X, Vl53l0x } from './vl53l0x.ts';

const HZ = 16_000_000;
const CYCLES_A_MS = HZ / 1000;
const SRAM_BYTES = 2048;
const MCUSR = 0x54;
const SMCR = 0x53;
const SE = 1;
const SLEEP = 0x9588;
/** `rjmp .-2`: jumps to itself. */
const HANG = 0xcfff;
/** Pin of the relay on port D, as firmware/thermometer/config.h has it. */
const RELAY = 7;
/** Pin of the door's contact on port B (D9). */
const CONTACT = 1;

/** Reset causes as MCUSR has them. */
export const RESET = { power: 1, external: 2, brownOut: 4, watchdog: 8 } as const;
export type ResetCause = keyof typeof RESET;

export interface BoardOptions {
  /** Program words of the flash, from `parseHex`. */
  program: Uint16Array;
  scene?: Scene;
  /** The infrared chip on the bus; an MLX90614 unless told. */
  chip?: InfraredChip;
  ranger?: 'hcsr04' | 'vl53l0x';
  /** How long a boot loader waits after a reset by the line before it starts the firmware (Optiboot: 1 s). */
  bootloaderMs?: number;
}

/**
 * An Arduino Uno with its sensors, running the real firmware in avr8js. Time stands still until `advance`.
 * A sleeping CPU is skipped to its next event, so that an idle board costs nearly nothing.
 */
export class Board {
  readonly scene: Scene;
  readonly faults = new Faults();
  /** Called for each byte that the UART sends. */
  onByte: (byte: number) => void = () => {};
  /** Called when the relay pin changes, with the board's time in ms. */
  onRelay: (on: boolean, at: number) => void = () => {};
  readonly #options: BoardOptions;
  readonly #received: number[] = [];
  #cpu!: CPU;
  #usart!: AVRUSART;
  #timers: AVRTimer[] = [];
  #sleeping = false;
  #bitten = false;
  #hang = false;
  #relay = false;
  #portB!: AVRIOPort;
  #doorOpen = false;
  /** Board time at cycle 0 of the present CPU, and the time that `advance` has reached, in ms. */
  #origin = 0;
  #time = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.scene = options.scene ?? new Scene();
    this.scene.fieldOfView = (options.chip ?? mlx90614).fieldOfView;
    this.#boot(RESET.power);
  }

  /** Time since the board was made, in ms. */
  get now(): number {
    return this.#time;
  }

  /** Time at the present instruction, in ms. */
  get #here(): number {
    return this.#origin + this.#cpu.cycles / CYCLES_A_MS;
  }

  get relay(): boolean {
    return this.#relay;
  }

  /** The door opens or closes: its contact opens the loop to ground, and the pull-up lifts the pin. */
  setDoor(open: boolean): void {
    this.#doorOpen = open;
    this.#portB.setPin(CONTACT, open);
  }

  reset(cause: ResetCause): void {
    this.#origin = this.#time + (cause === 'external' ? (this.#options.bootloaderMs ?? 0) : 0);
    this.#boot(RESET[cause]);
  }

  /** Lets the firmware's main loop hang where it sleeps, interrupts still running, until a reset. */
  hang(): void {
    this.#hang = true;
  }

  /** Gives the UART bytes at the speed of the line. */
  send(bytes: Iterable<number>): void {
    this.#received.push(...bytes);
    this.#feed();
  }

  /** Runs the board for `ms` of its own time. */
  advance(ms: number): void {
    this.#time += ms;
    if (this.faults.frozen) {
      this.#origin += ms;
      return;
    }
    while (this.#here < this.#time) {
      const before = this.#cpu;
      this.#run((this.#time - this.#origin) * CYCLES_A_MS);
      if (this.#cpu === before) break;
    }
  }

  /** Runs to the cycle `limit`, or to a watchdog reset, which makes a new CPU. */
  #run(limit: number): void {
    const cpu = this.#cpu;
    while (cpu.cycles < limit) {
      if (this.#sleeping) {
        if (!this.#skip(limit)) return;
        continue;
      }
      const at = cpu.pc;
      const sleeps = cpu.progMem[at] === SLEEP && cpu.data[SMCR]! & SE;
      avrInstruction(cpu);
      cpu.tick();
      // An interrupt that came with the SLEEP has been taken: the CPU is awake in its handler.
      if (sleeps && cpu.pc === at + 1) this.#fallAsleep();
      if (this.#bitten) {
        this.#watchdogReset();
        return;
      }
    }
  }

  #fallAsleep(): void {
    if (this.#hang) {
      this.#hang = false;
      this.#cpu.progMem[this.#cpu.pc] = HANG;
    } else {
      this.#sleeping = true;
    }
  }

  /** Skips a sleeping CPU to its next event; false when none comes before `limit`, or when it was reset. */
  #skip(limit: number): boolean {
    const cpu = this.#cpu;
    const wake = nextWake(cpu, this.#timers);
    if (wake > limit) {
      cpu.cycles = limit;
      return false;
    }
    cpu.cycles = Math.max(cpu.cycles, Math.ceil(wake));
    const asleepAt = cpu.pc;
    while (eventDue(cpu) && cpu.pc === asleepAt && !this.#bitten) cpu.tick();
    if (cpu.nextInterrupt >= 0 && cpu.pc === asleepAt) cpu.tick();
    // An interrupt that was taken has moved the program counter; an event without one wakes nobody.
    this.#sleeping = cpu.pc === asleepAt;
    if (this.#bitten) this.#watchdogReset();
    return cpu === this.#cpu;
  }

  #watchdogReset(): void {
    this.#origin = this.#here;
    this.#boot(RESET.watchdog);
  }

  /** A new CPU with new peripherals, as avr8js's own reset leaves those as they were; SRAM lives on. */
  #boot(cause: number): void {
    const sram = cause === RESET.power ? null : this.#cpu.data.slice(0x100);
    const cpu = new CPU(this.#options.program.slice(), SRAM_BYTES);
    if (sram) cpu.data.set(sram, 0x100);
    else cpu.data.fill(0xa5, 0x100);
    cpu.data[MCUSR] = cause;
    this.#cpu = cpu;
    this.#sleeping = false;
    this.#hang = false;
    this.#bitten = false;
    // The watchdog calls this when it bites, then goes on; run() looks at the flag.
    cpu.reset = () => {
      this.#bitten = true;
    };
    this.#timers = [timer0Config, timer1Config, timer2Config].map((config) => new AVRTimer(cpu, config));
    new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, HZ));
    this.#portB = new AVRIOPort(cpu, portBConfig);
    this.#portB.setPin(CONTACT, this.#doorOpen);
    this.#attachUart(cpu);
    this.#attachSensors(cpu);
  }

  #attachUart(cpu: CPU): void {
    this.#usart = new AVRUSART(cpu, usart0Config, HZ);
    this.#usart.onByteTransmit = (byte) => this.onByte(byte);
    this.#usart.onRxComplete = () => this.#feed();
    this.#received.length = 0;
  }

  #attachSensors(cpu: CPU): void {
    const view = () => this.scene.view(this.#here);
    const portC = new AVRIOPort(cpu, portCConfig);
    const portD = new AVRIOPort(cpu, portDConfig);
    const { chip = mlx90614 } = this.#options;
    const devices = new Map<number, BusDevice>([[chip.address, new Infrared(chip, this.faults, view)]]);
    if (this.#options.ranger === 'vl53l0x') devices.set(VL53L0X, new Vl53l0x(view, () => this.#here));
    else attachHcsr04(cpu, portD, this.faults, view);
    new TwiBus(cpu, HZ, portC, this.faults, devices);
    const relay = () => this.#setRelay(portD.pinState(RELAY) === PinState.High);
    portD.addListener(relay);
    relay();
  }

  #setRelay(on: boolean): void {
    if (on === this.#relay) return;
    this.#relay = on;
    this.onRelay(on, this.#here);
  }

  /** Hands the UART the next byte; one that comes while the firmware has no receiver is lost, as on the wire. */
  #feed(): void {
    while (this.#received.length > 0 && !this.#usart.rxBusy) {
      this.#usart.writeByte(this.#received.shift()!);
      if (!this.#usart.rxEnable) return;
    }
  }
}
