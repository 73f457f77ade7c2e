/**
 * `npm run bench:trial`: what a model on trial costs the kiosk page. Runs the page's own code, in Node, on 1,000 frames of
 * a recording of a visitor who stands there, with the camera waited for between two of them; prints ms a frame without
 * and with it. Then 100 visits without and 100 with the trial: ms from the moment at which a visitor stands there to the
 * sure label. While a visitor is being judged the page asks the trial nothing. The last line is JSON.
 */
import { cpus, loadavg } from 'node:os';
import { DETECTOR } from '../../models/pipeline/detector.ts';
import { type Frame, frameFromRgba } from '../../models/pipeline/frame.ts';
import { VisionPipeline } from '../../models/pipeline/pipeline.ts';
import { notingFollower } from '../../web/kiosk/vision/noting-follower.ts';
import { Trial } from '../../web/kiosk/vision/trial.ts';
import { FPS, frames } from '../harness/index.ts';
import { readModelFile, startNodeBackend } from '../models/pipeline/node-models.ts';
import { p95, visit } from './trial/visits.ts';

const FRAMES = 1000;
const DT = 1000 / FPS;
const VISITS = 100;

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
let random = 1;
const rig = {
  ...{ follower, newest, pictures, dt: DT },
  // Of a fixed seed (Park and Miller 1988), so that both kinds of visits begin at the same moments.
  random: () => {
    random = (random * 48_271) % 2_147_483_647;
    return random / 2_147_483_647;
  },
};
const verdicts: Record<'without' | 'with', number[]> = { without: [], with: [] };
for (let n = 0; n < VISITS; n++) {
  const before = random;
  verdicts.without.push(await visit(rig, null));
  const after = random;
  random = before;
  verdicts.with.push(await visit(rig, trial));
  random = after;
}
const [without, beside95] = [p95(verdicts.without), p95(verdicts.with)];
const asked = trial.figures.frames - judged;
console.log(
  `${VISITS} visits each: to the sure label, p95 ${without.toFixed(0)} ms without the trial, ${beside95.toFixed(0)} ms beside it ` +
    `(${asked} faces asked between visits), load ${loadavg()[0]!.toFixed(2)}`,
);
const cost = 1 + beside / own;
console.log(
  JSON.stringify({
    ...{ bench: 'trial', judged, count, differed, cost },
    ...{ visits: VISITS, asked, p95_ms: without, p95_beside_ms: beside95 },
  }),
);
process.exitCode = cost > 1.1 || beside95 > 1.05 * without ? 1 : 0;
trial.dispose();
pipeline.dispose();
