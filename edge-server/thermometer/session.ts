import { ContinuityCheck } from './continuity.ts';
import type { Counters } from './counters.ts';
import { type BootFrame, type CommandName, encodeCommand, parseFrame, type ReadingFrame } from './frame.ts';
import { LineSplitter } from './lines.ts';
import type { Port } from './port.ts';
import type { Sensor } from './sensors/sensor.ts';
import { sensorNamed } from './sensors/sensors.ts';
import type { PulseOutcome } from './thermometer.ts';

/** An acknowledgement takes about 20 ms; after this the door is 'unknown'. */
const ACK_MS = 500;
/** `config.h` of the firmware, until its boot frame says otherwise. */
const PERIOD_MS = 200;

export interface SessionEvents {
  onReading(frame: ReadingFrame): void;
  onBoot(frame: BootFrame): void;
  /** The port is gone or was closed; comes once. */
  onEnd(reason: string): void;
}

interface Pending {
  since: number;
  settle: (outcome: PulseOutcome) => void;
}

/**
 * One opened port, from `open()` to `onEnd`; never reused, so that no byte, sequence number or command of one
 * connection reaches the next.
 */
export class Session {
  readonly path: string;
  boot: BootFrame | null = null;
  readonly #port: Port;
  readonly #counters: Counters;
  readonly #monotonic: () => number;
  readonly #events: SessionEvents;
  readonly #continuity = new ContinuityCheck(PERIOD_MS);
  readonly #splitter: LineSplitter;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #greeted = false;
  #ended = false;

  constructor(
    path: string,
    port: Port,
    context: { counters: Counters; monotonic: () => number; events: SessionEvents },
  ) {
    this.path = path;
    this.#port = port;
    this.#counters = context.counters;
    this.#monotonic = context.monotonic;
    this.#events = context.events;
    this.#splitter = new LineSplitter(
      (line) => this.#take(line),
      () => this.#counters.add('overlong'),
    );
  }

  /** The sensor that the board has named. */
  get sensor(): Sensor {
    return sensorNamed(this.boot?.sensor ?? '');
  }

  /** @throws the error of the operating system (ENOENT, EACCES, EBUSY and so on). */
  open(): Promise<void> {
    // Without a listener an error of the stream would end the process.
    this.#port.on('error', (error) => this.#end(error.message));
    this.#port.on('close', (error) => this.#end(error?.message ?? 'closed'));
    this.#port.on('data', (chunk) => this.#splitter.push(chunk));
    return new Promise((resolve, reject) => {
      this.#port.open((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Closes the port; resolves when the handle is free. Safe to call twice. */
  close(reason: string): Promise<void> {
    this.#end(reason);
    if (!this.#port.isOpen) return Promise.resolve();
    return new Promise((resolve) => this.#port.close(() => resolve()));
  }

  /** Sends a command once. `off` when the port is not open; `unknown` when no answer comes. */
  command(name: CommandName, argument: number): Promise<PulseOutcome> {
    // A write to a closed port would be kept and delivered after a reopen.
    if (this.#ended || !this.#port.isOpen) return Promise.resolve('off');
    const id = this.#nextId;
    this.#nextId = (this.#nextId % 65_535) + 1;
    this.#counters.add('commands');
    return new Promise((resolve) => {
      this.#pending.set(id, { since: this.#monotonic(), settle: resolve });
      this.#port.write(encodeCommand(id, name, argument), (error) => {
        if (error) this.#settle(id, 'unknown');
      });
    });
  }

  /** Gives up commands that were not answered in time; the driver calls it with its tick. */
  expire(): void {
    const now = this.#monotonic();
    for (const [id, { since }] of this.#pending) {
      if (now - since >= ACK_MS) this.#settle(id, 'unknown');
    }
  }

  #take(line: string): void {
    const frame = parseFrame(line, this.sensor);
    if ('fault' in frame) {
      const names = { crc: 'crc_errors', malformed: 'malformed', unknown: 'unknown_frames' } as const;
      this.#counters.add(names[frame.fault]);
      return;
    }
    switch (frame.type) {
      case 'boot':
        this.#start(frame);
        return;
      case 'ack':
        this.#settle(frame.id, frame.code === 0 ? 'acknowledged' : 'refused');
        return;
      case 'reading':
        this.#reading(frame);
    }
  }

  #start(frame: BootFrame): void {
    const before = this.boot;
    this.boot = frame;
    // The board found its sensor later than it started: it runs on.
    if (before?.sensor === '' && frame.sensor !== '' && before.boots === frame.boots) return;
    this.#continuity.restart(frame.periodMs);
    this.#events.onBoot(frame);
  }

  #reading(frame: ReadingFrame): void {
    const place = this.#continuity.check(frame);
    if (place.kind === 'held') {
      this.#counters.add('held_back');
      return;
    }
    if (place.lost > 0) {
      this.#counters.add('gaps');
      this.#counters.add('lost_frames', place.lost);
    }
    // The board was running before the port was opened: ask it who it is.
    if (!this.boot && !this.#greeted) {
      this.#greeted = true;
      void this.command('HELLO', 0);
    }
    this.#events.onReading(frame);
  }

  #settle(id: number, outcome: PulseOutcome): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    if (outcome === 'refused') this.#counters.add('commands_refused');
    if (outcome === 'unknown') this.#counters.add('commands_unanswered');
    pending.settle(outcome);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const id of [...this.#pending.keys()]) this.#settle(id, 'unknown');
    this.#events.onEnd(reason);
  }
}
