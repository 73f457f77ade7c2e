import sharp from 'sharp';
import { type Frame, frameFromRgba } from '../../pipeline/frame.ts';
import { hashPhoto, type PhotoHash } from './hash.ts';

/** A decoded photo in the camera's format, with its perceptual hash. */
export interface DecodedPhoto {
  frame: Frame;
  hash: PhotoHash;
}

/** Decodes a photo (upright by its EXIF orientation, transparency on grey). */
export async function decodePhoto(path: string): Promise<DecodedPhoto> {
  const image = sharp(path).rotate().flatten({ background: '#808080' }).toColourspace('srgb');
  const { data, info } = await image.clone().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const grey = await image.resize(32, 32, { fit: 'fill' }).greyscale().raw().toBuffer();
  return { frame: frameFromRgba(data, info.width, info.height), hash: hashPhoto(grey) };
}
