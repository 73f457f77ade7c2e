import { SerialPortStream } from '@serialport/stream';
import { DEFAULT_SETTINGS, type ThermometerState } from '../../edge-server/contract/index.ts';
import { SerialThermometer } from '../../edge-server/thermometer/driver.ts';
import type { ThermometerStatus, TimedReading } from '../../edge-server/thermometer/thermometer.ts';
import { SIMULATED_PATH, simulatedBinding } from '../../firmware/simulator/binding.ts';
import type { Board, BoardOptions } from '../../firmware/simulator/board.ts';
import { d6t1a } from '../../firmware/simulator/d6t1a.ts';
import { mlx90614 } from '../../firmware/simulator/mlx90614.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import { TestClock } from '../edge-server/doubles/clock.ts';

/** Every infrared chip that the firmware knows; what holds for one has to hold for all. */
export const CHIPS = [mlx90614, d6t1a];

/** Simulated time goes on in steps of this many ms; the driver's tick is a multiple of it. */
const STEP_MS = 10;

/**
 * The committed firmware on a simulated board, the real driver above it, and one clock for both that only
 * `run` turns: seconds of faults pass in milliseconds and always the same way.
 */
export class Rig {
  readonly cable: UsbCable;
  readonly driver: SerialThermometer;
  readonly readings: TimedReading[] = [];
  readonly states: ThermometerState[] = [];
  readonly relay: { on: boolean; at: number }[] = [];
  readonly clock = new TestClock(1000);
  /** What the port is called now; the device stays the same. */
  path = SIMULATED_PATH;
  /** Why the port can't be opened, or null. */
  refusal: string | null = null;

  constructor(options: Omit<BoardOptions, 'program'> = {}) {
    this.cable = new UsbCable(this.board(options));
    const binding = simulatedBinding(this.cable);
    this.driver = new SerialThermometer({
      simulated: false,
      settings: () => DEFAULT_SETTINGS,
      log: { info: () => {}, warn: () => {} },
      clock: this.clock,
      find: async () => (this.cable.board ? [{ path: this.path, device: SIMULATED_PATH, score: 100 }] : []),
      openPort: (path) =>
        new SerialPortStream({
          binding: {
            ...binding,
            open: async (options: Parameters<typeof binding.open>[0]) => {
              if (this.refusal !== null) throw new Error(this.refusal);
              return binding.open(options);
            },
          },
          path,
          baudRate: 115_200,
          autoOpen: false,
        }),
    });
    this.driver.onReading((timed) => this.readings.push(timed));
    this.driver.onState(({ state }) => this.states.push(state));
  }

  /** Monotonic ms. */
  get now(): number {
    return this.clock.monotonic();
  }

  /** A new board whose relay is watched. */
  board(options: Omit<BoardOptions, 'program'> = {}): Board {
    const board = makeBoard(options);
    board.onRelay = (on, at) => this.relay.push({ on, at });
    return board;
  }

  get status(): ThermometerStatus {
    return this.driver.status();
  }

  count(name: string): number {
    return this.status.counters[name] ?? Number.NaN;
  }

  async run(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += STEP_MS) {
      this.clock.turn(STEP_MS);
      this.cable.board?.advance(STEP_MS);
      await this.clock.advance(0);
    }
  }

  /** Starts the driver and runs until it is live. */
  async live(): Promise<void> {
    await this.driver.start();
    await this.run(1500);
    if (this.status.state !== 'live') throw new Error(`not live: ${this.status.detail}`);
    this.forget();
  }

  /** Forgets what was seen so far. */
  forget(): void {
    this.readings.length = 0;
    this.states.length = 0;
    this.relay.length = 0;
  }
}
