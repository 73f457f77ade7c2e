import { z } from 'zod';

/** Why a Raspberry Pi runs slower: too little power, its clock capped, slowed by its own limit, or too hot. */
export const Throttle = z.enum(['under_voltage', 'capped', 'slowed', 'hot']);
export type Throttle = z.infer<typeof Throttle>;

/** `GET /api/admin/machine`: the computer that the server runs on. Null is what this machine can't tell. */
export const Machine = z.object({
  /** As `Raspberry Pi 4 Model B Rev 1.5`. */
  model: z.string().nullable(),
  system: z.string(),
  node: z.string(),
  cores: z.int(),
  uptime_s: z.int(),
  /** Of the last minute. */
  load: z.number(),
  memory_bytes: z.int(),
  memory_free_bytes: z.int(),
  /** Of the processor, °C. */
  temperature_c: z.number().nullable(),
  throttled: z.object({ now: z.array(Throttle), since_start: z.array(Throttle) }).nullable(),
});
export type Machine = z.infer<typeof Machine>;
