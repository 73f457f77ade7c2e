import { z } from 'zod';
import { SoftwareStatus, WantedSoftware } from '../contract/software.ts';

/** What is written down of an update, so that a start after a power cut, or after the update, goes on from there. */
export const UpdateState = z.object({
  status: SoftwareStatus,
  /** As the signed document has it, that document as it came, its version, and who the audit log says it was. */
  wanted: WantedSoftware,
  signed: z.string(),
  document: z.int(),
  actor: z.string(),
  /** The package that failed last: it is not tried again until another one was named. */
  failed: z.object({ sha256: z.string(), says: z.string() }).nullable(),
});
export type UpdateState = z.infer<typeof UpdateState>;
