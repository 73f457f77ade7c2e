import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS, type Label } from '../../pipeline/labels.ts';

export type Box = [x: number, y: number, width: number, height: number];

/** One photo of a labelled folder: the whole photo has a label, or each boxed face has. */
export interface LabelledPhoto {
  file: string;
  source: string;
  label?: Label;
  faces?: { box: Box; label: Label }[];
  /** What the source calls the mask or the fault, where it does. */
  kind?: string;
}

/** A face of another detector: box and keypoints (right eye, left eye, nose, mouth corners) in photo pixels. */
export interface TeacherFace {
  box: Box;
  score: number;
  keypoints: [number, number][];
}

/**
 * Reads `labels.jsonl` of a folder of photos.
 *
 * @throws when a line has an unknown label, with its number
 */
export async function readLabels(folder: string): Promise<LabelledPhoto[]> {
  const photos = await readLines<LabelledPhoto>(join(folder, 'labels.jsonl'));
  photos.forEach((photo, i) => {
    for (const label of photo.faces?.map((face) => face.label) ?? [photo.label]) {
      if (!label || !LABELS.includes(label)) {
        throw new Error(`labels.jsonl line ${i + 1}: label ${label} is none of ${LABELS.join(', ')}`);
      }
    }
  });
  return photos;
}

/** Reads the optional `boxes.jsonl`: faces that a second detector found, by file. */
export async function readTeacherFaces(folder: string): Promise<Map<string, TeacherFace[]>> {
  const lines = await readBoxes(folder);
  return new Map(lines.map(({ file, a }) => [file, a ?? []]));
}

/** Reads what a third detector found (`b` of `boxes.jsonl`): boxes without keypoints, by file. */
export async function readWitnesses(folder: string): Promise<Map<string, { box: Box; score: number }[]>> {
  const lines = await readBoxes(folder);
  return new Map(lines.map(({ file, b }) => [file, b ?? []]));
}

interface BoxesLine {
  file: string;
  a?: TeacherFace[];
  b?: { box: Box; score: number }[];
}

function readBoxes(folder: string): Promise<BoxesLine[]> {
  return readLines<BoxesLine>(join(folder, 'boxes.jsonl')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function readLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}
