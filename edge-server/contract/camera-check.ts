import { z } from 'zod';

/** Bytes of the picture of a camera check. */
export const CHECK_BYTES = 204_800;

/** ms that the kiosk's screen says that a picture is about to be taken. */
export const CHECK_ANNOUNCED_MS = 3000;

/** Why the kiosk page takes no picture. */
export const CheckRefusal = z.enum([
  'person_in_view',
  'no_camera',
  // People are in view, and found better when the camera's picture is turned by this.
  'turn_0',
  'turn_90',
  'turn_180',
  'turn_270',
]);
export type CheckRefusal = z.infer<typeof CheckRefusal>;

/** `POST /api/kiosk/camera-check/:id/refusal`. */
export const CheckRefused = z.strictObject({ reason: CheckRefusal });
