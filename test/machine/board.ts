import { connect, type Socket } from 'node:net';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';

/** A USB device drops what nobody takes. */
const MOST_WAITING = 4096;

/**
 * The committed firmware in its simulator, on the USB serial adapter of the emulated machine: QEMU has the adapter
 * plugged in as long as somebody is connected to its socket.
 */
export class UsbBoard {
  readonly board = makeBoard();
  readonly #cable = new UsbCable(this.board);
  readonly #path: string;
  readonly #stop: () => void;
  #socket: Socket | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#cable.onData = (bytes) => {
      if (this.#socket && this.#socket.writableLength < MOST_WAITING) this.#socket.write(bytes);
    };
    this.#stop = runInRealTime(() => (this.#socket ? this.board : null));
  }

  /** The board has power from the cable, so it starts. */
  async plug(): Promise<void> {
    if (this.#socket) return;
    const socket = connect(this.#path);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    this.board.reset('power');
    socket.on('data', (bytes: Buffer) => this.#cable.send(bytes));
    socket.on('error', () => {});
    this.#socket = socket;
  }

  unplug(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  stop(): void {
    this.unplug();
    this.#stop();
  }
}
