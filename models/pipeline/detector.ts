import type { DetectorModel } from './face.ts';
import { MaskedFaceDetector } from './face-detector.ts';

/** The detector that pages, server and benches pass into the pipeline. */
export const DETECTOR: DetectorModel = MaskedFaceDetector;
