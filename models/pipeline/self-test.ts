import type { BackendName } from './backend-name.ts';
import { largest } from './classifier.ts';
import type { Face } from './face.ts';
import { type Frame, frameFromRgba } from './frame.ts';
import { LABELS, type Probabilities } from './labels.ts';
import { median } from './median.ts';
import type { VisionPipeline } from './pipeline.ts';

/** What a backend answers on the embedded sample, and how long a frame takes it. */
export interface SelfTest {
  backend: BackendName;
  threads: number;
  /** Faces found in the sample. */
  faces: number;
  /** Of three crops of the sample that differ much. */
  probabilities: Probabilities[];
  /** Median ms of a frame with one face. */
  ms: number;
}

const WARM_UP = 2;
const RUNS = 9;
/** Largest difference of a probability from WASM's. */
const TOLERANCE = 0.02;
/** A candidate must be faster by this factor: a change costs a restart, and times are noisy. */
const WORTH = 0.85;

/** Runs the sample: answers first, then times. About a dozen frames. */
export async function runSelfTest(
  pipeline: VisionPipeline,
  backend: BackendName,
  threads: number,
): Promise<SelfTest> {
  const frame = sampleFrame();
  const { faces: judged } = await pipeline.classify(
    frame,
    [at(40, 20, 80), at(20, 40, 60), at(70, 10, 70)],
    false,
  );
  let faces = 0;
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    const begin = performance.now();
    faces = (await pipeline.detect(frame)).length;
    await pipeline.classify(frame, [at(40, 20, 80)], false);
    if (i >= WARM_UP) times.push(performance.now() - begin);
  }
  return {
    backend,
    threads,
    faces,
    probabilities: judged.map(({ probabilities }) => probabilities),
    ms: median(times),
  };
}

/** Whether a candidate takes the place of what runs, and why, in a sentence for the health page. */
export function compare(running: SelfTest, candidate: SelfTest): { take: boolean; reason: string } {
  const names = `${nameOf(candidate)} against ${nameOf(running)}`;
  const times = `${candidate.ms.toFixed(1)} ms against ${running.ms.toFixed(1)} ms`;
  if (!agree(running, candidate)) return { take: false, reason: `${names}: answers differ, not used` };
  if (candidate.ms > WORTH * running.ms) return { take: false, reason: `${names}: not faster, ${times}` };
  return { take: true, reason: `${names}: same answers, faster, ${times}` };
}

/** Same faces, same labels, probabilities within `TOLERANCE`. */
export function agree(a: SelfTest, b: SelfTest): boolean {
  return (
    a.faces === b.faces &&
    a.probabilities.length === b.probabilities.length &&
    a.probabilities.every((p, i) => {
      const q = b.probabilities[i]!;
      return largest(p) === largest(q) && LABELS.every((label) => Math.abs(p[label] - q[label]) <= TOLERANCE);
    })
  );
}

/**
 * The embedded sample: 160×120, a drawn face with eyes, brows, a mouth and a bluish cloth at one side. It needs to
 * be like no person; it makes every part of both networks answer with something that a wrong kernel would change.
 */
export function sampleFrame(): Frame {
  const width = 160;
  const height = 120;
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inOval = ((x - 80) / 34) ** 2 + ((y - 60) / 46) ** 2 < 1;
      const eye = Math.min(Math.hypot(x - 66, (y - 48) * 1.6), Math.hypot(x - 94, (y - 48) * 1.6)) < 6;
      const brow = Math.abs(y - 39 - 0.006 * (Math.abs(x - 80) - 14) ** 2) < 2 && Math.abs(x - 80) > 7;
      const mouth = Math.abs(x - 80) < 13 && Math.abs(y - 82) < 3;
      const cloth = x > 84 && y > 62;
      const light = 1 - (x + y) / 900;
      const colour = !inOval
        ? [120 + 40 * Math.sin(x / 17), 130, 125 + 30 * Math.sin(y / 11)]
        : eye || (brow && y < 46)
          ? [40, 30, 28]
          : cloth
            ? [120, 170, 205 + 20 * Math.sin(y / 2)]
            : mouth
              ? [150, 70, 70]
              : [222 * light, 178 * light, 150 * light];
      rgba.set([...colour, 255], 4 * (y * width + x));
    }
  }
  return frameFromRgba(rgba, width, height);
}

/** The face in the sample, for what needs one to warm up. */
export function sampleFace(): Face {
  return at(40, 20, 80);
}

const at = (x: number, y: number, side: number) => ({
  box: [x, y, side, side] as [number, number, number, number],
  score: 1,
  keypoints: {
    rightEye: [x + 0.3 * side, y + 0.35 * side] as const,
    leftEye: [x + 0.7 * side, y + 0.35 * side] as const,
    nose: [x + 0.5 * side, y + 0.55 * side] as const,
    mouth: [x + 0.5 * side, y + 0.78 * side] as const,
  },
});

const nameOf = ({ backend, threads }: SelfTest) => (backend === 'wasm' ? `wasm×${threads}` : backend);
