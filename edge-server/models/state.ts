import { z } from 'zod';
import { ModelId, WantedModel } from '../contract/models.ts';

const Count = z.object({
  frames: z.number(),
  differed: z.number(),
  bolder: z.number(),
  own_ms: z.number(),
  ms: z.number(),
});

/** What is written down of the models, so that a start after a power cut goes on from there. */
export const KeeperState = z.object({
  /** The model in use; null for the build's own. */
  use: ModelId.nullable(),
  /** The build's model when it last passed the gate, and the last one that was good on its own. */
  build: ModelId.nullable(),
  good: ModelId.nullable(),
  wanted: WantedModel.extend({ actor: z.string() }).nullable(),
  /** Why what is wanted has not come yet. */
  fetching: z.string().nullable(),
  trial: z.object({ id: ModelId, version: z.string(), actor: z.string(), count: Count }).nullable(),
  /** `before` is gone back to; parts that were well then; starts since. */
  probation: z
    .object({
      id: ModelId,
      version: z.string(),
      before: ModelId,
      well: z.array(z.string()),
      starts: z.int(),
      count: Count,
    })
    .nullable(),
  refused: z.array(z.object({ id: ModelId, why: z.string() })),
  /** The last change, for the admin page. */
  last: z.object({ at: z.string(), action: z.string(), model: z.string(), why: z.string() }).nullable(),
});
export type KeeperState = z.infer<typeof KeeperState>;

export const NOTHING_KEPT: KeeperState = {
  use: null,
  build: null,
  good: null,
  wanted: null,
  fetching: null,
  trial: null,
  probation: null,
  refused: [],
  last: null,
};
