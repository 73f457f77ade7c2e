/**
 * `npm run bench:vision [-- seconds]`: the kiosk's page with a recording as its camera. Measures page open to ready,
 * bytes downloaded, CPU ms of the worker a judged frame, and ms a stage. The budgets for a throttled browser, for
 * 20,000 frames and beside other detectors are not measured here yet. The last line is JSON; exit 1 on a miss.
 */
import { cpus, loadavg } from 'node:os';
import { Product } from '../e2e/product.ts';
import { recording } from '../harness/index.ts';
import { Kiosk } from './vision/kiosk.ts';

const BUDGET = { ready_ms: 2000, megabytes: 2.5, cpu_ms: 12 };
const SECONDS = Number(process.argv[2] ?? 20);
const RECORDING = 'masked-surgical';

const load = loadavg()[0]!;
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, load ${load.toFixed(2)}, Node ${process.version}`);
const product = await Product.start();
const kiosk = await Kiosk.open(`${product.url}/?replayed=1`, await recording(RECORDING));
try {
  const ready = Math.round(await kiosk.ready());
  const first = await kiosk.nextBeat();
  const cpu = kiosk.workerCpuMs();
  let last = first;
  while (last.at - first.at < SECONDS * 1000) last = await kiosk.nextBeat();
  const judged = last.vision.frames - first.vision.frames;
  const figures = {
    ready_ms: ready,
    megabytes: Number((kiosk.bytes / 1e6).toFixed(2)),
    cpu_ms: Number(((kiosk.workerCpuMs() - cpu) / judged).toFixed(1)),
    frames: judged,
    fps: Number(((1000 * judged) / (last.at - first.at)).toFixed(1)),
    frame_ms: last.frameMs,
    stages: last.vision.stages,
    tensors: [first.vision.tensors, last.vision.tensors],
  };
  const { backend, threads, simd, reason } = last.vision;
  console.log(`${backend}, ${threads} thread(s), SIMD ${simd ? 'on' : 'off'} (${reason})`);
  const keys = Object.keys(BUDGET) as (keyof typeof BUDGET)[];
  const missed = keys.filter((key) => !(figures[key] <= BUDGET[key]));
  console.log(
    JSON.stringify({ bench: 'vision', load, backend, threads, budget: BUDGET, missed, ...figures }),
  );
  process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
  await kiosk.close();
  await product.stop();
}
