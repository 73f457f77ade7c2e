import { z } from 'zod';
import { BACKENDS } from '../../models/pipeline/backend-name.ts';
import { ModelId, TrialFigures } from './models.ts';

const count = z.int().min(0);
const ms = z.number().min(0).max(60_000);

/** What decides on which backend the page's vision runs. */
export const VISION_CHOICES = ['default', 'address', 'nothing_else', 'compared'] as const;

/** How the page's vision runs and why so, and what went wrong since the page was opened. */
export const VisionState = z.strictObject({
  backend: z.enum(BACKENDS),
  threads: count,
  cross_origin_isolated: z.boolean(),
  simd: z.boolean(),
  /** What our kernels brought each net against TF.js' own at the start, or why they are not used; for engineers. */
  kernels: z.string().max(300),
  /** Why this backend and this number of threads: nothing else was tried yet, or could be, or self-tests decided. */
  why: z.enum(VISION_CHOICES),
  /** What the self-tests measured, or how one failed; for engineers. */
  reason: z.string().max(300),
  /** Frames that were judged since the page was opened. */
  frames: count,
  /** Frames a second that were judged, over the last seconds. */
  fps: z.number().min(0).max(1000),
  /** Median ms of each stage over the last frames. */
  stages: z.strictObject({ pixels: ms, detect: ms, crop: ms, classify: ms }),
  /** Tensors that live between two frames: constant, or something leaks. */
  tensors: count,
  camera_label: z.string().max(100),
  /** Version of the mask model that judges, and why one that should (null: the build's) does not. */
  model: z.string().max(100),
  refused: z.strictObject({ model: ModelId.nullable(), why: z.string().max(400) }).nullable(),
  /** Of the model that is asked beside it. */
  trial: TrialFigures.nullable(),
  counts: z.strictObject({
    camera_lost: count,
    camera_frozen: count,
    camera_black: count,
    server_away: count,
    worker_crashed: count,
    worker_stalled: count,
    out_of_memory: count,
    /** Checks during which a second person stood before the kiosk. */
    second_person: count,
    /** Times that somebody was there whose face the camera could not see. */
    unseen: count,
  }),
});
export type VisionState = z.infer<typeof VisionState>;
