import { EventEmitter } from 'node:events';
import { Counters } from '../../../edge-server/thermometer/counters.ts';
import type { ReadingFrame } from '../../../edge-server/thermometer/frame.ts';
import { Session } from '../../../edge-server/thermometer/session.ts';
import { line, MUTATIONS, Random, truthAt } from './mutate.ts';

/** A port without a device: bytes are put in by hand. */
export class FakePort extends EventEmitter {
  isOpen = false;
  readonly written: string[] = [];
  open(callback: (error: Error | null) => void): void {
    this.isOpen = true;
    callback(null);
  }
  close(callback: (error: Error | null) => void): void {
    this.isOpen = false;
    callback(null);
    this.emit('close', null);
  }
  write(data: string, callback: (error: Error | null) => void): boolean {
    this.written.push(data);
    callback(null);
    return true;
  }
  destroy(): void {}
}

export interface FuzzResult {
  mutated: number;
  accepted: number;
  /** Readings that came out and were never sent so. */
  wrong: { mutation: string; frame: ReadingFrame; line: string }[];
  heapGrowthMb: number;
  ms: number;
}

/**
 * Sends `count` mutated frames through the driver's session, each where a good one was due, with good ones
 * between them, in chunks cut anywhere.
 */
export async function fuzz(count: number, seed: number): Promise<FuzzResult> {
  const random = new Random(seed);
  const names = Object.keys(MUTATIONS);
  const port = new FakePort();
  const result: FuzzResult = { mutated: 0, accepted: 0, wrong: [], heapGrowthMb: 0, ms: 0 };
  let mutation = '';
  let sent = '';
  const session = new Session('fuzz', port, {
    counters: new Counters(),
    monotonic: () => 0,
    events: {
      onReading: (frame) => {
        result.accepted++;
        const truth = truthAt(frame.seq);
        const right =
          frame.object === truth.object &&
          frame.ambient === truth.ambient &&
          frame.distance === truth.distance &&
          frame.status === 0 &&
          frame.error === 0;
        if (!right) result.wrong.push({ mutation, frame, line: sent });
      },
      onBoot: () => {},
      onEnd: () => {},
    },
  });
  await session.open();
  const started = performance.now();
  let heap = 0;
  for (let seq = 0; result.mutated < count; seq += 2) {
    // Memory is compared once all code is compiled.
    if (result.mutated === Math.floor(count / 2)) heap = usedHeap();
    emit(port, `${line(seq)}\r\n`, random);
    mutation = names[random.next(names.length)]!;
    sent = MUTATIONS[mutation]!(line(seq + 1), random, seq + 1);
    emit(port, `${sent}\r\n`, random);
    result.mutated++;
  }
  result.ms = performance.now() - started;
  result.heapGrowthMb = (usedHeap() - heap) / 1e6;
  return result;
}

function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function emit(port: FakePort, text: string, random: Random): void {
  const bytes = Buffer.from(text, 'latin1');
  const cut = random.next(bytes.length);
  port.emit('data', bytes.subarray(0, cut));
  port.emit('data', bytes.subarray(cut));
}
