import type { Face } from '../../pipeline/face.ts';
import { type Frame, frameBytes, frameFromI420 } from '../../pipeline/frame.ts';
import type { Label } from '../../pipeline/labels.ts';
import type { Things } from '../common/things.ts';
import type { PhotoHash } from './hash.ts';
import type { FoundBy } from './locate.ts';
import { MESH_POINTS } from './mesh.ts';

/** A labelled face: where its pixels and landmarks lie in the cache, in the coordinates of its patch. */
export interface Example {
  file: string;
  source: string;
  label: Label;
  kind?: string;
  foundBy: FoundBy;
  /** Near-duplicate group of the photo; the unit of splits. */
  group: number;
  face: Face;
  /** The patch of the photo: byte offset in the store, and size in pixels. */
  offset: number;
  width: number;
  height: number;
  /** The patch's corner in the photo. */
  corner: [number, number];
  /** Face mesh: offset in the store's floats, and the mesh model's own confidence. */
  mesh: number;
  meshScore: number;
}

/** What preparation keeps of a photo. */
export interface PreparedPhoto {
  file: string;
  hash: PhotoHash;
}

/** All examples with their pixels and landmarks in memory that threads share. */
export interface ExampleStore {
  examples: Example[];
  pixels: SharedArrayBuffer;
  meshes: SharedArrayBuffer;
  /** What is held before faces, where there are photos of it. */
  things?: Things;
  /** Labelled faces that no detector found or that were too small, by source. */
  missed: Record<string, number>;
}

/** The patch of an example as a frame; nothing is copied. */
export function exampleFrame(store: ExampleStore, example: Example): Frame {
  const { offset, width, height } = example;
  return frameFromI420(new Uint8Array(store.pixels, offset, frameBytes(width, height)), width, height);
}

/** `[468 · 3]` mesh coordinates in patch pixels; nothing is copied. */
export function exampleMesh(store: Pick<ExampleStore, 'meshes'>, example: Example): Float32Array {
  return new Float32Array(store.meshes, example.mesh * 4, MESH_POINTS * 3);
}

/** Faces this wide in the photo or wider are also judged apart: a visitor stands so near. Pixels. */
export const LARGE_FACE = 80;

export function isLarge({ face }: Example): boolean {
  return Math.max(face.box[2], face.box[3]) >= LARGE_FACE;
}
