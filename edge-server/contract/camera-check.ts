import { z } from 'zod';

/** Bytes of the picture of a camera check. */
export const CHECK_BYTES = 204_800;

/** ms that the kiosk's screen says that a picture is about to be taken. */
export const CHECK_ANNOUNCED_MS = 3000;

/** Why the kiosk page takes no picture. */
export const CheckRefusal = z.enum(['person_in_view', 'no_camera']);
export type CheckRefusal = z.infer<typeof CheckRefusal>;

/** `POST /api/kiosk/camera-check/:id/refusal`. */
export const CheckRefused = z.strictObject({ reason: CheckRefusal });
