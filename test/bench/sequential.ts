/**
 * `npm run bench:sequential [-- name…]`: how alike the frames of a visitor are, and what the sequential test makes
 * of them. Runs the kiosk's pipeline on the recordings, in Node, and begins a test at every third frame in which the
 * visitor stands still. Prints the autocorrelation of the log-odds, how far it reaches (the sum that
 * `INDEPENDENT_MS` in sequential.ts rests on), and how many tests end right, wrong or not at all. The last line is JSON.
 */
import { cpus, loadavg } from 'node:os';
import type { MaskLabel } from '../../edge-server/contract/index.ts';
import { DETECTOR } from '../../models/pipeline/detector.ts';
import { FaceFollower, type TrackedFace } from '../../models/pipeline/follow.ts';
import { frameFromRgba } from '../../models/pipeline/frame.ts';
import { LABELS } from '../../models/pipeline/labels.ts';
import { VisionPipeline } from '../../models/pipeline/pipeline.ts';
import { addFrame, ERROR_RATE, NOTHING_SEEN, sureLabel } from '../../web/kiosk/visit/sequential.ts';
import { FPS, frames, scenarioNamed, scenarios } from '../harness/index.ts';
import { readModelFile, startNodeBackend } from '../models/pipeline/node-models.ts';

const DT = 1000 / FPS;
const LAGS = 15;
const LIMIT_MS = 6000;
const names = process.argv.length > 2 ? process.argv.slice(2) : scenarios.filter(judged).map((s) => s.name);

console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}`,
);
await startNodeBackend();
const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
const sums = new Float64Array(LAGS + 1);
const counts = new Float64Array(LAGS + 1);
const total = { tests: 0, right: 0, wrong: 0, undecided: 0 };
const times: number[] = [];
for (const name of names) {
  const truth = truthOf(name);
  const seen = await facesOf(name);
  correlate(seen, truth);
  const result = judge(seen, truth);
  console.log(
    `${name.padEnd(18)} ${truth.padEnd(9)} frames ${String(seen.length).padStart(3)}  tests ${result.tests}: ` +
      `${result.right} right, ${result.wrong} wrong, ${result.undecided} undecided`,
  );
  for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += result[key];
}
const acf = Array.from(sums, (sum, lag) => sum / counts[lag]! / (sums[0]! / counts[0]!));
const firstNegative = acf.findIndex((value) => value <= 0.05);
// Frames that are this far apart are worth one independent frame: dt · (1 + 2 Σ ρ(k)), Bartlett's sum.
const reach = acf.slice(1, firstNegative < 0 ? undefined : firstNegative).reduce((a, b) => a + b, 0);
const independent = Math.round(DT * (1 + 2 * reach));
times.sort((a, b) => a - b);
const figure = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
console.log(`autocorrelation by ${DT.toFixed(0)} ms: ${acf.map((value) => value.toFixed(2)).join(' ')}`);
console.log(
  `independent after ${independent} ms; a test ends after ${figure(0.5)} ms (median), ${figure(0.95)} ms (p95)`,
);
console.log(
  JSON.stringify({
    bench: 'sequential',
    acf: acf.map((value) => Number(value.toFixed(3))),
    independent_ms: independent,
    asked_error_rate: ERROR_RATE,
    ...total,
    median_ms: figure(0.5),
    p95_ms: figure(0.95),
  }),
);
pipeline.dispose();

/** Recordings of one visitor whose label is known. */
function judged({ name, visitors, expected }: (typeof scenarios)[number]): boolean {
  return visitors.length === 1 && expected.first !== null && name !== 'mirror';
}

function truthOf(name: string): MaskLabel {
  const { expected } = scenarioNamed(name);
  if (expected.first === 'pass') return 'mask';
  return expected.reason === 'mask_incorrect' ? 'incorrect' : 'no_mask';
}

/** The visitor's face in each frame in which it stands still; null where it was not found. */
async function facesOf(name: string): Promise<(TrackedFace | null)[]> {
  const { way } = scenarioNamed(name).visitors[0]!;
  const follower = new FaceFollower(pipeline);
  const seen: (TrackedFace | null)[] = [];
  for await (const { index, rgba, width, height } of frames(name)) {
    const at = index * DT;
    const { faces } = await follower.observe(frameFromRgba(rgba, width, height), at);
    if (at / 1000 > way[1]!.at && at / 1000 < Math.min(way[2]!.at, way[1]!.at + 5))
      seen.push(faces[0] ?? null);
  }
  return seen;
}

/** Adds the log-odds of the true label, less their mean in the recording, to the autocorrelation. */
function correlate(seen: (TrackedFace | null)[], truth: MaskLabel): void {
  const odds = seen.map((face) => face && logOdds(face, truth));
  const known = odds.filter((value) => value !== null);
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  for (let lag = 0; lag <= LAGS; lag++) {
    for (let i = lag; i < odds.length; i++) {
      const [a, b] = [odds[i - lag], odds[i]];
      if (a == null || b == null) continue;
      sums[lag]! += (a - mean) * (b - mean);
      counts[lag]! += 1;
    }
  }
}

function logOdds({ probabilities }: TrackedFace, truth: MaskLabel): number {
  const rival = Math.max(...LABELS.filter((label) => label !== truth).map((label) => probabilities[label]));
  return Math.log(Math.max(probabilities[truth], 1e-6) / Math.max(rival, 1e-6));
}

function judge(seen: (TrackedFace | null)[], truth: MaskLabel): typeof total {
  const result = { tests: 0, right: 0, wrong: 0, undecided: 0 };
  for (let start = 0; start + FPS < seen.length; start += 3) {
    let state = NOTHING_SEEN;
    let label: MaskLabel | null = null;
    let i = start;
    for (; i < seen.length && !label && (i - start) * DT < LIMIT_MS; i++) {
      const face = seen[i];
      if (face) state = addFrame(state, { ...face, relativeWidth: face.box[2] / 640 }, i * DT);
      label = sureLabel(state);
    }
    result.tests += 1;
    if (label) times.push((i - start - 1) * DT);
    result[label === truth ? 'right' : label ? 'wrong' : 'undecided'] += 1;
  }
  return result;
}
