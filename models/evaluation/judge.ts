import { join } from 'node:path';
import { cutFace } from '../pipeline/align.ts';
import { largest, type MaskClassifier } from '../pipeline/classifier.ts';
import type { Face, FaceDetector } from '../pipeline/face.ts';
import type { Frame } from '../pipeline/frame.ts';
import type { Label, Probabilities } from '../pipeline/labels.ts';
import { measureQuality, type Quality } from '../pipeline/quality.ts';
import type { LabelledPhoto } from '../training/dataset/labels.ts';
import { largestFace, locateFaces, matchBox } from '../training/dataset/locate.ts';
import { decodePhoto } from '../training/dataset/photo.ts';

/** A labelled face that was found, and what the model said of it. */
export interface Judged {
  file: string;
  source: string;
  label: Label;
  answer: Label;
  probabilities: Probabilities;
  quality: Quality;
  /** Mean RGB, 0 to 1, of the forehead and cheeks, and of the lower face. */
  skin: [number, number, number];
  lower: [number, number, number];
  /** The crop, `[size, size, 3]` from -1 to 1, for the page of mistakes. */
  crop: Float32Array;
}

/** Judges every labelled face of a photo by the run-time detector and classifier; `missed` were not found. */
export async function judgePhoto(
  folder: string,
  photo: LabelledPhoto,
  detector: FaceDetector,
  classifier: MaskClassifier,
): Promise<{ judged: Judged[]; missed: Label[] }> {
  const { frame } = await decodePhoto(join(folder, photo.file));
  const located = await locateFaces(frame, detector, []);
  const judged: Judged[] = [];
  const missed: Label[] = [];
  for (const { box, label } of photo.faces ?? [{ box: undefined, label: photo.label! }]) {
    const found = box ? matchBox(located, box) : largestFace(located);
    if (!found) {
      missed.push(label);
      continue;
    }
    const { file, source } = photo;
    judged.push({ file, source, label, ...(await judgeFace(frame, found.face, classifier)) });
  }
  return { judged, missed };
}

/** What the classifier says of a face in a frame, and what the crop shows. */
export async function judgeFace(
  frame: Frame,
  face: Face,
  classifier: MaskClassifier,
): Promise<Omit<Judged, 'file' | 'source' | 'label'>> {
  const { size, crop } = classifier.manifest.input;
  const pixels = new Float32Array(size * size * 3);
  cutFace(frame, face, size, crop.scale, pixels);
  const probabilities = (await classifier.classify(pixels, 1, true))[0]!;
  return {
    answer: largest(probabilities),
    probabilities,
    quality: measureQuality(frame, face, pixels, size),
    skin: skinOf(pixels, size),
    lower: meanColour(pixels, size, [0.38, 0.62], [0.6, 0.78]),
    crop: pixels,
  };
}

/** Mean colour, 0 to 1, of the forehead. */
export function skinOf(crop: Float32Array, size: number): [number, number, number] {
  return meanColour(crop, size, [0.35, 0.65], [0.12, 0.28]);
}

/** Mean colour, 0 to 1, of a part of the crop given in shares of its side. */
function meanColour(
  crop: Float32Array,
  size: number,
  [left, right]: [number, number],
  [top, bottom]: [number, number],
): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let j = Math.floor(top * size); j < bottom * size; j++) {
    for (let i = Math.floor(left * size); i < right * size; i++) {
      for (let c = 0; c < 3; c++) sum[c]! += (crop[3 * (j * size + i) + c]! + 1) / 2;
      count++;
    }
  }
  return sum.map((value) => value / count) as [number, number, number];
}
