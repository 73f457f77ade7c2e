/** Pixels of the longer side: enough to see where the camera looks. */
const SIDE = 960;
/** Tried in turn until the picture is small enough. */
const QUALITIES = [0.8, 0.6, 0.4, 0.2];

/** A picture as a JPEG of at most `bytes`; the bitmap is closed. */
export async function checkPicture(bitmap: ImageBitmap, bytes: number): Promise<Blob> {
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (jpeg.size <= bytes) return jpeg;
  }
  throw new Error('the picture can not be made small enough');
}
