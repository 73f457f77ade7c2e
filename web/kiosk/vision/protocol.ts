import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import type { Observation } from '../../../models/pipeline/pipeline.ts';

/** Page to worker. */
export type ToWorker =
  | { type: 'start'; backend: BackendName; threads: number }
  /** Frames of a camera track; the worker reads them until `stop` or the end of the track. */
  | { type: 'track'; frames: ReadableStream<VideoFrame> }
  | { type: 'stop' }
  /** One picture, answered by `frame` with the same number. */
  | { type: 'frame'; number: number; bitmap: ImageBitmap };

/** Worker to page. */
export type FromWorker =
  | { type: 'ready'; backend: Backend; modelVersion: string; warmupMs: number }
  | { type: 'failed'; message: string }
  /** A live frame: what it showed, when it was captured (ms, the camera's clock), and how it looked as a whole. */
  | { type: 'observation'; observation: Observation; timestamp: number; ms: number; picture: PictureState }
  | { type: 'frame'; number: number; observation: Observation; ms: number }
  | { type: 'frame-failed'; number: number; message: string }
  /** The track ended or could not be read. */
  | { type: 'track-ended'; message: string };

/** Cheap signs that the camera is covered or stuck. */
export interface PictureState {
  /** Mean luma of the whole frame, 0 to 1. */
  brightness: number;
  /** Changes when the picture does; equal for seconds means a frozen camera (sensors are never that quiet). */
  fingerprint: number;
}
