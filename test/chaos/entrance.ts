import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty, type Pty } from '../../firmware/simulator/pty.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import type { Ledger } from './ledger.ts';
import type { Visitor } from './visitor.ts';

/** ms between two visitors: the sensor sees the wall again, and a pulse belongs to one of them. */
const BETWEEN_MS = 1500;

/**
 * The thermometer's board with its relay, on a pseudo-terminal: the real firmware, outside of the server's process,
 * so that it lives on when the server is killed and its relay is seen where the door would be.
 */
export class Entrance {
  readonly path: string;
  /** When the relay was switched on, by the harness's clock. */
  readonly pulses: number[] = [];
  readonly #cable = new UsbCable(makeBoard());
  #stopTime = () => {};
  #pty: Pty | null = null;

  constructor(folder: string) {
    this.path = join(folder, 'thermometer');
    this.#cable.board!.onRelay = (on) => {
      if (on) this.pulses.push(Date.now());
    };
  }

  async start(): Promise<void> {
    this.#stopTime = runInRealTime(() => this.#cable.board);
    this.#pty = await exposeOnPty(this.#cable, this.path);
  }

  /** A masked visitor steps up, is measured, and leaves; then the page asks again, which must not open the door. */
  async visit(visitor: Visitor, ledger: Ledger, now: () => number): Promise<void> {
    const { scene } = this.#cable.board!;
    const visit = ledger.post(evidence({ id: uuidv7({ msecs: now() }) }));
    scene.setVisitor(true);
    try {
      await visitor.post(visit);
    } finally {
      scene.setVisitor(false);
    }
    await sleep(BETWEEN_MS);
    await visitor.repeat(visit);
  }

  async stop(): Promise<void> {
    await this.#pty?.unplug();
    this.#stopTime();
  }
}
