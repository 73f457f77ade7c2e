import type { Frame } from './frame.ts';
import type { Kernels } from './kernels/start.ts';
import type { ReadModelFile } from './load.ts';
import type { Turn } from './turn.ts';

export type Point = readonly [x: number, y: number];

/** `[x, y, width, height]` in frame pixels; may reach out of the frame. */
export type Box = [number, number, number, number];

/** A detected face in source pixels. `right` and `left` are the person's own, as in BlazeFace and YuNet. */
export interface Face {
  /** Bounding box, nearly square, from the brows to the chin (BlazeFace's convention). */
  box: Box;
  /** The detector's own confidence, 0 to 1. */
  score: number;
  keypoints: { rightEye: Point; leftEye: Point; nose: Point; mouth: Point };
}

/** Share of a detector's input, along each side, that a search takes: less is quicker, and small faces are missed. */
export type InputShare = number;

/** Finds faces in a frame. Behind this interface so that a better detector changes nothing else. */
export interface FaceDetector {
  readonly name: string;
  /** What our kernels brought its net; empty without them. */
  readonly kernels?: string;
  /**
   * @param region looks only there, so that a small face is seen larger; the whole frame unless told
   * @param turn how far the frame has to be turned clockwise so that people in it stand upright; 0 unless told
   * @param share of the detector's input that is used, above 0 to 1; all of it unless told
   * @returns faces in pixels of the frame as it is, unturned, by falling score; empty when there is none
   */
  detect(frame: Frame, region?: Box, turn?: Turn, share?: InputShare): Promise<Face[]>;
  dispose(): void;
}

/** A detector before its files are read: what is passed into `VisionPipeline.load`. */
export interface DetectorModel {
  /** What `load` reads, below `models`. */
  readonly files: readonly string[];
  /** @param kernels null for TF.js' own */
  load(read: ReadModelFile, kernels?: Kernels | null): Promise<FaceDetector>;
}
