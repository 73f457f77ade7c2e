import type { Frame } from './frame.ts';

export type Point = readonly [x: number, y: number];

/** A detected face in source pixels. `right` and `left` are the person's own, as in BlazeFace and YuNet. */
export interface Face {
  /** Bounding box `[x, y, width, height]`; may reach out of the frame. */
  box: [number, number, number, number];
  /** The detector's own confidence, 0 to 1. */
  score: number;
  keypoints: { rightEye: Point; leftEye: Point; nose: Point; mouth: Point };
}

/** Finds faces in a frame. Behind this interface so that a better detector changes nothing else. */
export interface FaceDetector {
  readonly name: string;
  /** Faces by falling score; empty when there is none. */
  detect(frame: Frame): Promise<Face[]>;
  dispose(): void;
}
