import { z } from 'zod';

/** The kiosk page's camera, as its heartbeat tells it. */
export const CameraState = z.enum(['live', 'starting', 'absent', 'denied', 'lost', 'frozen', 'black']);
export type CameraState = z.infer<typeof CameraState>;
