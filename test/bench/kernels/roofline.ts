/** Sums that are kept at once: as many as a core needs to be busy, as few as stay in registers. */
const SUMS = 8;
const LANES = 4;
const ROUNDS = 5_000_000;
const TRIES = 10;

/**
 * The most multiply-adds a second that one core does in WebAssembly, in thousand millions: a loop of nothing else, on
 * registers, that uses relaxed SIMD.
 */
export function roofline(): number {
  const { loop } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf())).exports as {
    loop(rounds: number): number;
  };
  // The engine compiles meanwhile what runs hot, for the next call.
  for (let i = 0; i < 20; i++) loop(ROUNDS / 50);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) {
    const began = process.cpuUsage();
    loop(ROUNDS);
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, user + system);
  }
  return (ROUNDS * SUMS * LANES) / (best / 1e6) / 1e9;
}

/** `loop(rounds)`: in every round each sum becomes a·b + sum. */
function moduleOf(): Uint8Array<ArrayBuffer> {
  const [a, b] = [SUMS + 1, SUMS + 2];
  const get = (local: number) => [0x20, local];
  const set = (local: number) => [0x21, local];
  const splat = (value: number) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), 0xfd, 0x13];
  const add = [0xfd, 0xe4, 0x01];
  const step = (sum: number) => [...get(a), ...get(b), ...get(sum), 0xfd, 0x85, 0x02, ...set(sum)];
  const sums = Array.from({ length: SUMS }, (_, i) => i + 1);
  const code = [
    ...[1, SUMS + 2, 0x7b],
    ...sums.flatMap((sum) => [...splat(sum), ...set(sum)]),
    ...[...splat(0.5), ...set(a), ...splat(0.25), ...set(b)],
    ...[0x03, 0x40, ...sums.flatMap(step)],
    ...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    ...[...get(1), ...sums.slice(1).flatMap((sum) => [...get(sum), ...add])],
    ...[0xfd, 0x1f, 0, 0x0b],
  ];
  const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...new TextEncoder().encode('loop'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

/** A number as WebAssembly writes lengths. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}
