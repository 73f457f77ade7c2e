import { z } from 'zod';
import { MaskDecision, MaskLabel, UndecidedCause } from './evidence.ts';
import { Verdict } from './verdict.ts';

const probability = z.number().min(0).max(1);

/** `POST /mask/`: what a client without a browser learns about its picture (the nearest face of it). */
export const MaskAnswer = z.object({
  /** The label with the largest probability; nothing is abstained here. */
  label: MaskLabel,
  /** What this one picture says: the label when it is sure and the face is good to judge, else `undecided`. */
  decision: MaskDecision,
  /** Why it is undecided; null when it is not. */
  cause: UndecidedCause.nullable(),
  probabilities: z.object({ mask: probability, no_mask: probability, incorrect: probability }),
  /** `[x, y, width, height]` in pixels of the picture as it is seen (turned by its EXIF orientation). */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** How good the face is to judge; see models/pipeline/quality.ts for units. */
  quality: z.object({
    width: z.number(),
    inside: z.number(),
    yaw: z.number(),
    tilted: z.boolean(),
    brightness: z.number(),
    contrast: z.number(),
    sharpness: z.number(),
  }),
  /** Version of the mask model. */
  model: z.string(),
  /** When the request named a visit. */
  verdict: Verdict.optional(),
});
export type MaskAnswer = z.infer<typeof MaskAnswer>;

/** Bytes of a picture that the server takes. */
export const PICTURE_BYTES = 8 * 1024 * 1024;
