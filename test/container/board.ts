import { chmodSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty, type Pty } from '../../firmware/simulator/pty.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';

/** The simulated Arduino outside of the containers, on a pseudo-terminal that looks like one in a folder `dev`. */
export class BoardOutside {
  readonly #path: string;
  readonly #cable = new UsbCable(makeBoard());
  readonly #stopTime = runInRealTime(() => this.#cable.board);
  #pty: Pty | null = null;

  constructor(dev: string) {
    this.#path = join(dev, 'ttyACM0');
  }

  async plug(): Promise<void> {
    this.#pty = await exposeOnPty(this.#cable, this.#path);
    // The tests run as root, and a real port belongs to the group that the container is in.
    chmodSync(realpathSync(this.#path), 0o666);
  }

  async unplug(): Promise<void> {
    await this.#pty?.unplug();
    this.#pty = null;
  }

  visitor(present: boolean): void {
    this.#cable.board?.scene.setVisitor(present);
  }

  async stop(): Promise<void> {
    await this.unplug();
    this.#stopTime();
  }
}
