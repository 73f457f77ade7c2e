import { z } from 'zod';
import { LABELS } from '../../models/pipeline/labels.ts';
import { Curve } from './curve.ts';
import { VisitId } from './ids.ts';

export const MaskLabel = z.enum(LABELS);
export type MaskLabel = z.infer<typeof MaskLabel>;

export const MaskDecision = z.enum([...LABELS, 'undecided']);
export type MaskDecision = z.infer<typeof MaskDecision>;

/** Why the sequential test could not decide; each has a sentence on the page that says what to change. */
export const UndecidedCause = z.enum(['dark', 'far', 'side', 'tilted', 'blurred', 'covered', 'unsure']);
export type UndecidedCause = z.infer<typeof UndecidedCause>;

const probability = z.number().min(0).max(1);

export const Posterior = z
  .strictObject({ mask: probability, no_mask: probability, incorrect: probability })
  .refine((p) => Math.abs(p.mask + p.no_mask + p.incorrect - 1) < 0.02, 'the three must add up to 1');

/**
 * What a visit's observations add up to: the body of `POST /api/visits`. It never holds a picture;
 * strict objects and bounded strings keep a visit's upload under 8 kB.
 */
export const Evidence = z
  .strictObject({
    id: VisitId,
    /** The visit that this one follows while the same visitor stayed before the kiosk. */
    attempt_of: VisitId.nullable().default(null),
    mask: MaskDecision,
    cause: UndecidedCause.nullable().default(null),
    /** The posterior over the labels at the decision. */
    posterior: Posterior,
    /** Frames that the decision used. */
    frames: z.int().min(0).max(10_000),
    /** ms from the first frame of this visit to the decision. */
    duration_ms: z.int().min(0).max(600_000),
    /** Face width in pixels at the decision, null when no face had been measured. */
    face_px: z.number().min(0).max(10_000).nullable().default(null),
    model: z.string().min(1).max(64),
    /** True when the frames came from a recording or a file, not from a camera. */
    replayed: z.boolean().default(false),
    curve: Curve.default([]),
  })
  .refine((e) => (e.mask === 'undecided') === (e.cause !== null), {
    message: 'cause goes with undecided, and only with it',
    path: ['cause'],
  })
  .refine((e) => e.attempt_of !== e.id, { message: 'a visit cannot follow itself', path: ['attempt_of'] });
export type Evidence = z.infer<typeof Evidence>;

/** Bytes of a visit's body that the server reads at the most. */
export const EVIDENCE_BYTES = 8192;
