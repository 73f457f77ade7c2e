import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import type { Vm } from './vm.ts';

/** A USB device drops what nobody takes. */
const MOST_WAITING = 4096;
/** After a stall of the machine the board does not run after the lost time. */
const MOST_MS = 500;

/**
 * A USB serial adapter with the ids of an FT232R, with something behind it: in the emulated machine it is plugged in as
 * long as somebody is connected to its socket.
 */
export class Adapter {
  readonly #vm: Vm;
  readonly #name: string;
  #known = false;
  #inserted = false;
  #socket: Socket | null = null;

  /** @param name also its serial number */
  constructor(vm: Vm, name: string) {
    this.#vm = vm;
    this.#name = name;
  }

  get plugged(): boolean {
    return this.#socket !== null;
  }

  /** @param onData what the machine sends */
  async plug(onData: (bytes: Uint8Array) => void): Promise<void> {
    if (this.#socket) return;
    const path = join(this.#vm.folder, this.#name);
    if (!this.#known) {
      const data = { addr: { type: 'unix', data: { path } }, server: true, wait: false };
      await this.#vm.qmp.ask('chardev-add', { id: this.#name, backend: { type: 'socket', data } });
      this.#known = true;
    }
    if (!this.#inserted) {
      const device = { driver: 'usb-serial', bus: 'xhci.0', serial: this.#name };
      await this.#vm.qmp.ask('device_add', { ...device, chardev: this.#name, id: this.#name });
      this.#inserted = true;
    }
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('data', onData);
    socket.on('error', () => {});
    this.#socket = socket;
  }

  send(bytes: Uint8Array): void {
    if (this.#socket && this.#socket.writableLength < MOST_WAITING) this.#socket.write(bytes);
  }

  /** The cable between adapter and machine is pulled. */
  unplug(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  /** QEMU has the adapter no more: what has one can't be saved. */
  async remove(): Promise<void> {
    this.unplug();
    if (this.#inserted) await this.#vm.qmp.ask('device_del', { id: this.#name });
    this.#inserted = false;
  }
}

/** The committed firmware in its simulator, behind such an adapter. */
export class UsbBoard {
  readonly board = makeBoard();
  readonly adapter: Adapter;
  readonly #cable = new UsbCable(this.board);

  constructor(adapter: Adapter) {
    this.adapter = adapter;
    this.#cable.onData = (bytes) => adapter.send(bytes);
  }

  /** Its time goes on with that of the machine, while it has power from it. */
  advance(ms: number): void {
    if (this.adapter.plugged) this.board.advance(Math.min(ms, MOST_MS));
  }

  /** The board has power from the cable, so it starts. */
  async plug(): Promise<void> {
    if (this.adapter.plugged) return;
    await this.adapter.plug((bytes) => this.#cable.send(bytes));
    this.board.reset('power');
  }

  unplug(): void {
    this.adapter.unplug();
  }
}
