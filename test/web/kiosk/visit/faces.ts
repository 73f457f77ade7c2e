import type { TrackedFace } from '../../../../models/pipeline/follow.ts';
import { LABELS, type Label, type Probabilities } from '../../../../models/pipeline/labels.ts';
import { evidenceOf, reliabilityOf } from '../../../../models/pipeline/reliability.ts';
import type { Sighting } from '../../../../web/kiosk/visit/visitor.ts';

const SURE: Record<Label, Probabilities> = {
  mask: { mask: 0.99, no_mask: 0.005, incorrect: 0.005 },
  no_mask: { mask: 0.005, no_mask: 0.99, incorrect: 0.005 },
  incorrect: { mask: 0.005, no_mask: 0.005, incorrect: 0.99 },
};

/** Of a model that answered a dozen faces of each label rightly. */
export const RELIABLE = reliabilityOf(
  LABELS.flatMap((label) => {
    const probabilities = { mask: 0, no_mask: 0, incorrect: 0, [label]: 1 };
    return Array.from({ length: 12 }, () => ({ label, probabilities }));
  }),
);

/** A still face that the model is sure of, in a picture of 640 px. */
export function face(
  label: Label,
  x = 220,
  width = 200,
  brightness = 0.5,
  id = x < 200 ? 1 : x < 350 ? 2 : 3,
): TrackedFace {
  return {
    id,
    speed: 0,
    origin: 'new',
    box: [x, 140, width, width],
    score: 0.9,
    keypoints: {
      rightEye: [x + 60, 200],
      leftEye: [x + 140, 200],
      nose: [x + 100, 250],
      mouth: [x + 100, 300],
    },
    probabilities: SURE[label],
    evidence: evidenceOf(SURE[label], RELIABLE),
    label,
    quality: { width, inside: 1, yaw: 0, tilted: false, brightness, contrast: 0.2, sharpness: 0.3 },
  };
}

export function seen(
  faces: TrackedFace[],
  others: Sighting['others'] = [],
  movement: Sighting['movement'] = null,
): Sighting {
  const ms = { detect: 0, crop: 0, classify: 0 };
  return { width: 640, height: 480, faces, others, movement, changed: false, ms };
}
