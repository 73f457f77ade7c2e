import { z } from 'zod';

/**
 * What the fleet may ask of a kiosk once. `page` loads the page again, `browser` starts the browser again (by the watch of
 * the machine), `server` the server; `doctor` and `log` answer with text.
 */
export const FleetCommandName = z.enum(['page', 'browser', 'server', 'doctor', 'log']);
export type FleetCommandName = z.infer<typeof FleetCommandName>;

/** Bytes of an answer's text at the most. */
export const MOST_ANSWER_BYTES = 24 * 1024;

/** What became of the command that came last. */
export const CommandStatus = z.object({
  version: z.int(),
  what: FleetCommandName,
  /** `waiting`: for nobody to stand there, or for a clock that is set. */
  status: z.enum(['waiting', 'done', 'refused', 'failed']),
  /** Why, one sentence in English; empty where there is nothing to say. */
  says: z.string().max(1000),
  at: z.iso.datetime(),
});
export type CommandStatus = z.infer<typeof CommandStatus>;

/** The text of a `doctor` or a `log`. */
export const CommandAnswer = z.object({
  version: z.int(),
  what: FleetCommandName,
  at: z.iso.datetime(),
  text: z.string().max(MOST_ANSWER_BYTES),
});
export type CommandAnswer = z.infer<typeof CommandAnswer>;
