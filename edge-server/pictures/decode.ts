import { createRequire } from 'node:module';
import type { Sharp } from 'sharp';
import { standardJpeg } from './jpeg.ts';

/** Loaded by the first picture: 20 MB that a site which takes none never needs. */
const sharp = (): typeof import('sharp')['default'] => createRequire(import.meta.url)('sharp');

/** Pixels of a picture at the most: phones send up to 50 million. A bomb of a few kB is refused by this. */
const MOST_PIXELS = 64_000_000;
/** Kinds of pictures that are judged. */
export const FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/** The bytes are no picture that the server takes; the message says why. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly code: 'not_a_picture' | 'too_many_pixels';

  constructor(message: string, options?: ErrorOptions & { code?: PictureError['code'] }) {
    super(message, options);
    this.code = options?.code ?? 'not_a_picture';
  }
}

/** A decoder that trusts nothing: one still picture, bounded, and any fault in the file is an error. */
export function openPicture(bytes: Uint8Array): Sharp {
  return sharp()(standardJpeg(bytes), { failOn: 'warning', limitInputPixels: MOST_PIXELS, pages: 1 });
}

/** @throws {PictureError} when it is not a JPEG, PNG or WebP, not one of `formats`, or too large */
export async function checkFormat(bytes: Uint8Array, formats: readonly string[] = FORMATS): Promise<void> {
  // Only the header is read here, so that the answer can say how large it is.
  if (bytes.length === 0) throw new PictureError('the file is empty');
  const header = sharp()(standardJpeg(bytes), { failOn: 'warning', limitInputPixels: false });
  const { format, width, height } = await decoding(header.metadata());
  if (!formats.includes(format)) throw new PictureError(`${format} is not taken: send ${formats.join(', ')}`);
  if (width * height <= MOST_PIXELS) return;
  const [has, most] = [(width * height) / 1e6, MOST_PIXELS / 1e6];
  const message = `the picture has ${has.toFixed(1)} megapixels, at most ${most} are taken: make it smaller`;
  throw new PictureError(message, { code: 'too_many_pixels' });
}

/** Turns what the decoder throws into a `PictureError`. */
export async function decoding<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new PictureError((cause as Error).message.split('\n')[0] ?? 'unreadable', { cause });
  }
}

/** Pixels as 8-bit RGBA, row by row. */
export interface Picture {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  /** Source pixels for one of these. */
  scale: number;
}

/**
 * Decodes a picture of a stranger, turned upright and made smaller when its longer side is over `side` pixels.
 * @throws {PictureError}
 */
export async function decodePicture(bytes: Uint8Array, side: number): Promise<Picture> {
  await checkFormat(bytes);
  const { autoOrient } = await decoding(openPicture(bytes).metadata());
  const { data, info } = await decoding(
    openPicture(bytes)
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  // A buffer of its own, so that it can be handed to a thread without copying a pool along.
  return {
    data: new Uint8Array(data),
    width: info.width,
    height: info.height,
    scale: autoOrient.width / info.width,
  };
}
