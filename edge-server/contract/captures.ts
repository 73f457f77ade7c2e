import { z } from 'zod';

/** Bytes of a frame that the page may send: a sharp 1280×720 JPEG has about 300 kB. */
export const CAPTURE_BYTES = 2_000_000;

/** Faces of a picture that the page names. */
export const MOST_FACES = 8;

/**
 * `PUT /api/captures/:id?faces=x,y,w,h;x,y,w,h`: boxes in pixels of the picture, the visitor's face first. They are
 * needed when the site keeps the mask region only or blurs faces.
 */
export const Faces = z
  .string()
  .max(400)
  .regex(/^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}(;-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3})*$/, 'write x,y,w,h;x,y,w,h')
  .transform((text) =>
    text.split(';').map((box) => box.split(',').map(Number) as [number, number, number, number]),
  )
  .refine((boxes) => boxes.length <= MOST_FACES, `${MOST_FACES} faces at the most`);
