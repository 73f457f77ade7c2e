import { z } from 'zod';

/**
 * A code as it is typed: with spaces or hyphens, in full width, letters in either case. Six digits are of the
 * authenticator app, sixteen letters and digits are a recovery code.
 */
export const TypedCode = z
  .string()
  .max(60)
  .normalize('NFKC')
  .transform((typed) => typed.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^(\d{6}|[A-Z2-7]{16})$/, 'type the 6 digits of the app, or a recovery code'));

/** `GET /api/session/factor`: of the person who asks. */
export const FactorState = z.object({
  on: z.boolean(),
  since: z.iso.datetime().nullable(),
  /** Recovery codes that were not used yet. */
  recovery_codes_left: z.int(),
});
export type FactorState = z.infer<typeof FactorState>;

/** `POST /api/session/factor` and `.../removal`: who has the session has to know the password, too. */
export const FactorRequest = z.strictObject({ password: z.string().max(200) });

/** What the authenticator app is told, once: as an address (in a QR code), or typed by hand as base32. */
export const FactorSecret = z.object({ secret: z.string(), uri: z.string() });
export type FactorSecret = z.infer<typeof FactorSecret>;

/** `PUT /api/session/factor`: a code of the app, so that a factor counts only once it works. */
export const FactorCode = z.strictObject({ code: TypedCode });

/** The only answer that has the recovery codes. */
export const RecoveryCodes = z.object({ recovery_codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;
