import type { TrialFigures } from '../../../edge-server/contract/models.ts';
import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import type { Observation } from '../../../models/pipeline/pipeline.ts';
import type { SelfTest } from '../../../models/pipeline/self-test.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import type { Sighting } from '../visit/visitor.ts';

/** Page to worker. */
export type ToWorker =
  /** Comes first, and once: everything but the mask model is made ready. */
  | { type: 'prepare'; backend: BackendName; threads: number }
  /** `model`: the mask model, null for the build's. */
  | { type: 'start'; model: string | null }
  /** The model that is asked beside it, null for none; and whether no visitor is being judged, so that it may be. */
  | { type: 'trial'; model: string | null }
  | { type: 'spare'; spare: boolean }
  /** Whether the visitor was judged: fewer live frames are looked at then. */
  | { type: 'settled'; settled: boolean }
  /** Frames of a camera track; the worker reads them until `stop` or the end of the track. */
  | { type: 'track'; frames: ReadableStream<VideoFrame> }
  /** A camera frame from a browser that hands no track's frames to workers; answered by `observation`. */
  | { type: 'live'; bitmap: ImageBitmap; timestamp: number }
  /** How far live frames have to be turned clockwise; 0 until told. */
  | { type: 'turn'; turn: Turn }
  | { type: 'stop' }
  /**
   * One frame, answered by `frame` with the same number. With a time (ms) it is followed as a live frame,
   * with null it is judged by itself, every face.
   */
  | { type: 'frame'; number: number; frame: ImageBitmap | VideoFrame; at: number | null }
  /** Runs the embedded sample; answered by `self_test`. */
  | { type: 'self_test' }
  /** Answered by `pong`: a worker that hangs does not. */
  | { type: 'ping' };

/** Worker to page. */
export type FromWorker =
  | { type: 'ready'; backend: Backend; kernels: string; modelVersion: string; warmupMs: number }
  /** The worker can't go on; the page starts another one. */
  | { type: 'failed'; message: string; kind: Failure }
  /** A live frame: what it showed, when the worker took it (ms, the worker's clock), and how it looked as a whole. */
  | ({
      type: 'observation';
      observation: Sighting;
      taken: number;
      frame: FrameState;
    } & FrameCost)
  | ({ type: 'frame'; number: number; observation: Observation | Sighting } & FrameCost)
  | { type: 'frame-failed'; number: number; message: string }
  /** The track ended or could not be read. */
  | { type: 'track-ended'; message: string }
  | { type: 'self_test'; selfTest: SelfTest }
  | { type: 'pong'; trial: TrialFigures | null };

/** Why a worker was given up, as it is counted. */
export type Failure = 'worker_crashed' | 'worker_stalled' | 'out_of_memory';

/** What a frame cost. */
export interface FrameCost {
  /** ms in the worker, from the pixels to the answer. */
  ms: number;
  /** ms of them to read the pixels. */
  pixels: number;
  /** Tensors that live between two frames. */
  tensors: number;
}

/** Cheap signs that the camera is covered or stuck. */
export interface FrameState {
  /** Mean luma of the whole frame, 0 to 1. */
  brightness: number;
  /** Changes when the frame does; equal for seconds means a frozen camera (sensors are never that quiet). */
  fingerprint: number;
}
