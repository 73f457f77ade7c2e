import type { Face, FaceDetector } from '../../pipeline/face.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { iou } from '../../pipeline/nms.ts';
import type { Box, TeacherFace } from './labels.ts';
import { cutPatch } from './patch.ts';

/** How a face came to be known: in the whole photo, in a region around a teacher's box, or from that box alone. */
export type FoundBy = 'detector' | 'region' | 'teacher';

export interface LocatedFace {
  face: Face;
  foundBy: FoundBy;
}

/** A tracked region at run time is this many face boxes wide. */
const REGION_SCALE = 2.6;
const SAME_FACE_IOU = 0.3;

/**
 * The faces of a photo as the run-time detector sees them. A face that only the teacher found is looked for
 * again in a region around it, as the tracker does, and else takes the teacher's box, converted.
 */
export async function locateFaces(
  frame: Frame,
  detector: FaceDetector,
  teacher: readonly TeacherFace[],
): Promise<LocatedFace[]> {
  const located: LocatedFace[] = (await detector.detect(frame)).map((face) => ({
    face,
    foundBy: 'detector',
  }));
  for (const found of teacher) {
    const converted = fromTeacher(found);
    const known = (candidate: Face) => iou(candidate.box, converted.box) > SAME_FACE_IOU;
    if (located.some(({ face }) => known(face))) continue;
    const region = cutPatch(frame, converted.box, REGION_SCALE);
    const again = (await detector.detect(region.frame))
      .map((face) => moveFace(face, region.x, region.y))
      .find(known);
    located.push(again ? { face: again, foundBy: 'region' } : { face: converted, foundBy: 'teacher' });
  }
  return located;
}

/**
 * YuNet's box reaches from the forehead's top to the chin and hugs the cheeks; BlazeFace's is nearly square,
 * from the brows down. Medians over the faces of the shared photos that both found (see `fit-teacher.ts`).
 */
const TEACHER_TO_DETECTOR = { dx: 0, dy: 0.056, width: 1.026, height: 0.808 };

/** Converts a YuNet face to the BlazeFace convention; the mouth is the middle of its corners. */
export function fromTeacher({ box: [x, y, w, h], score, keypoints }: TeacherFace): Face {
  const [rightEye, leftEye, nose, rightMouth, leftMouth] = keypoints;
  if (!rightEye || !leftEye || !nose || !rightMouth || !leftMouth) {
    throw new TypeError(`a teacher's face has five keypoints, not ${keypoints.length}`);
  }
  const { dx, dy, width, height } = TEACHER_TO_DETECTOR;
  const cx = x + w / 2 + dx * w;
  const cy = y + h / 2 + dy * h;
  return {
    box: [cx - (w * width) / 2, cy - (h * height) / 2, w * width, h * height],
    score,
    keypoints: {
      rightEye,
      leftEye,
      nose,
      mouth: [(rightMouth[0] + leftMouth[0]) / 2, (rightMouth[1] + leftMouth[1]) / 2],
    },
  };
}

/** The located face of an annotated box, if any overlaps it enough. */
export function matchBox(faces: readonly LocatedFace[], box: Box): LocatedFace | undefined {
  const best = faces.toSorted((a, b) => iou(b.face.box, box) - iou(a.face.box, box))[0];
  return best && iou(best.face.box, box) > SAME_FACE_IOU ? best : undefined;
}

/** The face that a label of a whole photo means: the largest. */
export function largestFace(faces: readonly LocatedFace[]): LocatedFace | undefined {
  return faces.toSorted((a, b) => b.face.box[2] * b.face.box[3] - a.face.box[2] * a.face.box[3])[0];
}

export function moveFace(face: Face, dx: number, dy: number): Face {
  const move = ([x, y]: readonly [number, number]): [number, number] => [x + dx, y + dy];
  const { rightEye, leftEye, nose, mouth } = face.keypoints;
  return {
    ...face,
    box: [face.box[0] + dx, face.box[1] + dy, face.box[2], face.box[3]],
    keypoints: { rightEye: move(rightEye), leftEye: move(leftEye), nose: move(nose), mouth: move(mouth) },
  };
}
