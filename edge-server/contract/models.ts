import { z } from 'zod';

const count = z.int().min(0);

/** A mask model that was brought here: the SHA-256 of its file, and the name of its folder below /models/kept. */
export const ModelId = z.string().regex(/^[0-9a-f]{64}$/);

/** What the fleet's document wants: a file `VERSION.kf99model` of KF99_MODELS. */
export const WantedModel = z.strictObject({
  version: z.string().regex(/^[\w-]{1,100}$/),
  sha256: ModelId,
  bytes: z
    .int()
    .min(1)
    .max(16 * 2 ** 20),
});
export type WantedModel = z.infer<typeof WantedModel>;

/**
 * `GET /models/current.json`: which model the page loads, null for that of its build; which one it asks beside it about
 * the same faces, to compare; and which one it loads when the build's is damaged on its way.
 */
export const CurrentModels = z.object({
  use: ModelId.nullable(),
  trial: ModelId.nullable(),
  good: ModelId.nullable(),
});
export type CurrentModels = z.infer<typeof CurrentModels>;

/** What a page has counted of a trial since it was opened; no picture is kept. */
export const TrialFigures = z.strictObject({
  model: ModelId,
  /** Faces that both judged, and of which they said different things. */
  frames: count,
  differed: count,
  /** Of these, what the trial called mask and the model in use did not. */
  bolder: count,
  /** Mean ms of one face by the model in use, and by the trial. */
  own_ms: z.number().min(0).max(60_000),
  ms: z.number().min(0).max(60_000),
  /** Why the page can't try it, in one sentence; null while it can. */
  failed: z.string().max(400).nullable(),
});
export type TrialFigures = z.infer<typeof TrialFigures>;
