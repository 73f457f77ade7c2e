/**
 * `npm run bench:trial`: what a model on trial costs the kiosk page. Runs the page's own code, in Node, on 1,000 frames of
 * a recording of a visitor who stands there, with the camera waited for between two of them; prints ms a frame without
 * and with it. While a visitor is being judged the page asks it nothing. The last line is JSON.
 */
import { cpus, loadavg } from 'node:os';
import { DETECTOR } from '../../models/pipeline/detector.ts';
import { type Frame, frameFromRgba } from '../../models/pipeline/frame.ts';
import { VisionPipeline } from '../../models/pipeline/pipeline.ts';
import { notingFollower } from '../../web/kiosk/vision/noting-follower.ts';
import { Trial } from '../../web/kiosk/vision/trial.ts';
import { FPS, frames } from '../harness/index.ts';
import { readModelFile, startNodeBackend } from '../models/pipeline/node-models.ts';

const FRAMES = 1000;
const DT = 1000 / FPS;

console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}`,
);
await startNodeBackend();
const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
const pictures: Frame[] = [];
for await (const { index, rgba, width, height } of frames('masked-surgical')) {
  if (index > 40 && index < 105) pictures.push(frameFromRgba(rgba, width, height));
}
const { follower, newest } = notingFollower(pipeline);
const trial = new Trial('0'.repeat(64));
await trial.load(readModelFile);
let [own, beside, count] = [0, 0, 0];
for (; count < FRAMES; count++) {
  const frame = pictures[count % pictures.length]!;
  const begin = performance.now();
  await follower.observe(frame, count * DT);
  const done = performance.now();
  const judged = newest();
  if (judged) await trial.frame(judged, done - begin, DT);
  own += done - begin;
  beside += performance.now() - done;
}
const { frames: judged, differed, own_ms, ms } = trial.figures;
console.log(
  `${judged} faces by the trial in ${count} frames, ${differed} answered differently; a frame ` +
    `${(own / count).toFixed(2)} ms, with the trial ${((own + beside) / count).toFixed(2)} ms: ${(1 + beside / own).toFixed(3)} times; ` +
    `a face ${own_ms.toFixed(2)} ms by the model in use, ${ms.toFixed(2)} ms by the trial`,
);
console.log(JSON.stringify({ bench: 'trial', judged, count, differed, cost: 1 + beside / own }));
process.exitCode = beside / own > 0.1 ? 1 : 0;
trial.dispose();
pipeline.dispose();
