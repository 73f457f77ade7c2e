import type { UsbCable } from './usb.ts';

/** What SerialPortStream asks a binding to open; it adds nothing of its own to these. */
interface OpenOptions {
  path: string;
  baudRate: number;
}

/** The path under which the simulated board is opened. */
export const SIMULATED_PATH = 'simulated';

/**
 * A binding for SerialPortStream whose port is a simulated cable. The driver above it is the one that runs on
 * real hardware, unplugging included: a pending read fails, as it does when a USB device vanishes.
 */
export function simulatedBinding(cable: UsbCable) {
  let open: SimulatedPort | null = null;
  return {
    async list(): Promise<never[]> {
      return [];
    },
    async open(options: OpenOptions): Promise<SimulatedPort> {
      if (!cable.board) throw new Error(`Error: No such file or directory, cannot open ${options.path}`);
      if (open?.isOpen) throw new Error(`Error: Resource busy, cannot open ${options.path}`);
      open = new SimulatedPort(cable, options);
      return open;
    },
  };
}

interface PendingRead {
  buffer: Buffer;
  offset: number;
  length: number;
  resolve: (result: { buffer: Buffer; bytesRead: number }) => void;
  reject: (error: Error) => void;
}

/** An open port, as serialport's `BindingPortInterface` wants it. */
export class SimulatedPort {
  readonly openOptions: OpenOptions;
  isOpen = true;
  readonly #cable: UsbCable;
  readonly #received: number[] = [];
  #pending: PendingRead | null = null;
  #flushing = false;

  constructor(cable: UsbCable, options: OpenOptions) {
    this.#cable = cable;
    this.openOptions = options;
    cable.onData = (bytes) => this.#receive(bytes);
    cable.onUnplug = () => this.#fail(new Error('Error: Input/output error, device is gone'));
    cable.opened();
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.#cable.onData = () => {};
    this.#cable.onUnplug = () => {};
    this.#cable.closed();
    // `canceled` tells the stream that the device is not lost.
    this.#fail(Object.assign(new Error('Port is closed'), { canceled: true }));
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    if (!this.isOpen) return Promise.reject(new Error('Port is not open'));
    if (!this.#cable.board) return Promise.reject(new Error('Error: Input/output error, device is gone'));
    return new Promise((resolve, reject) => {
      this.#pending = { buffer, offset, length, resolve, reject };
      this.#flush();
    });
  }

  async write(buffer: Buffer): Promise<void> {
    if (!this.isOpen) throw new Error('Port is not open');
    if (!this.#cable.board) throw new Error('Error: Input/output error, device is gone');
    this.#cable.send(buffer);
  }

  async update(): Promise<void> {}
  async set(): Promise<void> {}
  async get() {
    return { cts: false, dsr: false, dcd: false };
  }
  async getBaudRate() {
    return { baudRate: this.openOptions.baudRate };
  }
  async flush(): Promise<void> {
    this.#received.length = 0;
  }
  async drain(): Promise<void> {}

  #receive(bytes: Uint8Array): void {
    this.#received.push(...bytes);
    // One read for all bytes of a slice of simulated time.
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const pending = this.#pending;
    if (!pending || this.#received.length === 0) return;
    this.#pending = null;
    const bytes = this.#received.splice(0, pending.length);
    pending.buffer.set(bytes, pending.offset);
    pending.resolve({ buffer: pending.buffer, bytesRead: bytes.length });
  }

  #fail(error: Error): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.reject(error);
  }
}
