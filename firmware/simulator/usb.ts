import type { Board } from './board.ts';

/** xorshift32 to [0, 1): a run with the same seed breaks the same bytes. */
function uniform(seed: number): () => number {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 4294967296;
  };
}

/**
 * The USB cable: carries bytes between the board and whoever has the port open, damages or loses some when
 * told to, and can be pulled, put back, or moved to another board.
 */
export class UsbCable {
  /** Bytes for the host. */
  onData: (bytes: Uint8Array) => void = () => {};
  /** The cable was pulled. */
  onUnplug: () => void = () => {};
  /** An Uno restarts when a host opens its port: DTR is wired to the reset line. */
  resetOnOpen = true;
  readonly #random = uniform(7);
  #board: Board | null = null;

  constructor(board: Board) {
    this.plug(board);
  }

  get board(): Board | null {
    return this.#board;
  }

  plug(board: Board): void {
    this.unplug();
    this.#board = board;
    board.onByte = (byte) => {
      const kept = this.#damage(byte);
      if (kept !== null) this.onData(Uint8Array.of(kept));
    };
  }

  unplug(): void {
    if (!this.#board) return;
    this.#board.onByte = () => {};
    this.#board = null;
    this.onUnplug();
  }

  /** The host opened or closed the port. */
  onOpenChange: (open: boolean) => void = () => {};

  opened(): void {
    if (this.resetOnOpen) this.#board?.reset('external');
    this.onOpenChange(true);
  }

  closed(): void {
    this.onOpenChange(false);
  }

  /** Bytes of the host for the board. */
  send(bytes: Iterable<number>): void {
    const kept = [...bytes].map((byte) => this.#damage(byte)).filter((byte) => byte !== null);
    this.#board?.send(kept);
  }

  #damage(byte: number): number | null {
    const { corrupt = 0, lose = 0 } = this.#board?.faults.line ?? {};
    if (lose > 0 && this.#random() < lose) return null;
    if (corrupt > 0 && this.#random() < corrupt) return byte ^ (1 << Math.floor(this.#random() * 8));
    return byte;
  }
}
