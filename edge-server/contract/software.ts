import { z } from 'zod';

/** As the Debian package has it, and as a server says of itself: `0.2.0` or `0.2.0+site2`. */
export const SoftwareVersion = z.string().regex(/^\d[A-Za-z0-9.+~-]{0,63}$/, 'begin with a digit, as 0.2.0');

const Package = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z
    .int()
    .min(1)
    .max(512 * 2 ** 20),
});

/** What the fleet's document wants: `kf99_VERSION_PROCESSOR.deb` of KF99_SOFTWARE. */
export const WantedSoftware = z.strictObject({
  version: SoftwareVersion,
  /** By Debian's name of the processor; null where the fleet has none of it. */
  packages: z.strictObject({ arm64: Package.nullable(), amd64: Package.nullable() }),
  /** Whether it may be older than what runs. */
  downgrade: z.boolean(),
});
export type WantedSoftware = z.infer<typeof WantedSoftware>;

/**
 * How an update goes:
 *
 *   fetching ──► waiting (for the site's quiet hours) ──► installing ──► installed
 *      │                                                      ├──► rolled_back: it was not well, what ran before runs again
 *      └──► refused: never begun ◄────────────────────────────┤
 *                                                             └──► failed: neither runs as it should
 */
export const SoftwareState = z.enum([
  'fetching',
  'waiting',
  'installing',
  'installed',
  'refused',
  'rolled_back',
  'failed',
]);
export type SoftwareState = z.infer<typeof SoftwareState>;

/** What became of the version that the fleet named last. */
export const SoftwareStatus = z.object({
  wanted: z.string(),
  status: SoftwareState,
  /** Why, one sentence in English; empty where there is nothing to say. */
  says: z.string().max(1000),
  at: z.iso.datetime(),
});
export type SoftwareStatus = z.infer<typeof SoftwareStatus>;

/** What the machine's own installer (deploy/update) says of a try; the server only reads it. */
export const UpdateOutcome = z.object({
  /** Version of the fleet's document that named it. */
  document: z.int(),
  status: z.enum(['installed', 'refused', 'rolled_back', 'failed']),
  says: z.string().max(1000),
});
export type UpdateOutcome = z.infer<typeof UpdateOutcome>;
