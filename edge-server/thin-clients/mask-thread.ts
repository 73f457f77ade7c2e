/** The thread that judges pictures, so that inference takes no time from the verdicts' event loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { startWasm } from '../../models/pipeline/backend.ts';
import { DETECTOR } from '../../models/pipeline/detector.ts';
import { frameFromRgba } from '../../models/pipeline/frame.ts';
import { startKernels } from '../../models/pipeline/kernels/start.ts';
import { VisionPipeline } from '../../models/pipeline/pipeline.ts';
import { giveWay } from '../common/give-way.ts';
import { readWith, wasmFolder } from '../models/build-files.ts';
import type { Job, Judged } from './mask-service.ts';

giveWay();
const pipeline = (async () => {
  await startWasm(wasmFolder());
  const read = readWith((workerData as { model: string | null }).model);
  const { kernels } = await startKernels(read);
  return VisionPipeline.load(read, DETECTOR, kernels);
})();

parentPort!.on('message', ({ data, width, height }: Job) => {
  void judge(data, width, height).then(
    (judged) => parentPort!.postMessage(judged),
    (error: unknown) => parentPort!.postMessage({ error: String(error) } satisfies Judged),
  );
});

async function judge(rgba: Uint8Array, width: number, height: number): Promise<Judged> {
  const vision = await pipeline;
  const frame = frameFromRgba(rgba, width, height);
  const { faces } = await vision.observe(frame);
  // The nearest face is the visitor, as on the kiosk page.
  const sorted = faces.toSorted((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
  const boxes = sorted.map((face) => face.box);
  const [nearest] = sorted;
  if (nearest === undefined) return { face: null, boxes, model: vision.modelVersion };
  const { box, label, probabilities } = nearest;
  const quality = { ...nearest.quality, tilted: !(await vision.standsUpright(frame, nearest)) };
  return { face: { box, label, probabilities, quality }, boxes, model: vision.modelVersion };
}
