import { z } from 'zod';

/** The kiosk page's camera, as its heartbeat tells it; `busy`: another program holds it. */
export const CameraState = z.enum([
  'live',
  'starting',
  'absent',
  'denied',
  'busy',
  'lost',
  'frozen',
  'black',
]);
export type CameraState = z.infer<typeof CameraState>;
