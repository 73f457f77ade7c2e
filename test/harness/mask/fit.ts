import type { Landmarks, Point } from '../image/landmarks.ts';
import type { MaskKind } from './cloth.ts';

/** How a mask is worn. */
export const WEARS = ['right', 'nose-out', 'chin'] as const;
export type Wear = (typeof WEARS)[number];

/** Where the cloth lies on the picture: five columns from ear to ear of four points from its top to its bottom. */
export interface Fit {
  readonly columns: readonly (readonly Point[])[];
  /** Ends of the ear loops: upper and lower, of the picture's left and right ear; hidden behind a turned head. */
  readonly ears: readonly { readonly upper: Point; readonly lower: Point; readonly visible: boolean }[];
  /** Turn of the head: -1 towards the picture's left, 1 towards its right. */
  readonly yaw: number;
  /** Width of the face in pixels. */
  readonly width: number;
}

export const mix = (a: Point, b: Point, t: number): Point => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
];
const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Mesh numbers of one side of the face; the other side's have the same meaning. */
const SIDES = [
  {
    ear: 234,
    lobe: 93,
    temple: 127,
    high: 227,
    cheek: 137,
    low: 177,
    jaw: 172,
    under: 117,
    beside: 205,
    mouth: 187,
    chin: 149,
  },
  {
    ear: 454,
    lobe: 323,
    temple: 356,
    high: 447,
    cheek: 366,
    low: 401,
    jaw: 397,
    under: 346,
    beside: 425,
    mouth: 411,
    chin: 378,
  },
] as const;
type Side = (typeof SIDES)[number];

/** Fits a mask to the landmarks of a face. */
export function fitMask(face: Landmarks, wear: Wear, kind: MaskKind): Fit {
  const width = distance(face.at(234), face.at(454));
  const left = distance(face.at(1), face.at(234));
  const right = distance(face.at(1), face.at(454));
  const yaw = (left - right) / (left + right);
  const down = direction(face.at(168), face.at(152));
  const across: Point = [down[1], -down[0]];
  const shift = (point: Point, along: number, out = 0): Point => [
    point[0] + width * (down[0] * along + across[0] * (out + 0)),
    point[1] + width * (down[1] * along + across[1] * (out + 0)),
  ];
  const stand = STAND_OFF[kind] * yaw;
  const side = (s: Side) => sideColumns(face, s, wear, shift);
  const [leftEdge, leftQuarter] = side(SIDES[0]);
  const [rightEdge, rightQuarter] = side(SIDES[1]);
  const middle = middleColumn(face, wear).map((point, i) => shift(point, 0, stand * [0.2, 1, 1, 0.5][i]!));
  return {
    columns: [leftEdge, leftQuarter, middle, rightQuarter, rightEdge],
    ears: SIDES.map((s, i) => {
      const out = (i === 0 ? -1 : 1) * 0.035;
      const near = (i === 0 ? left : right) / (left + right);
      return {
        upper: shift(mix(face.at(s.ear), face.at(s.temple), 0.35), 0, out),
        lower: shift(mix(face.at(s.lobe), face.at(s.ear), 0.25), 0, out),
        visible: near > 0.3,
      };
    }),
    yaw,
    width,
  };
}

/** How far (of the face's width) the middle of the cloth stands off the face when seen from the side. */
const STAND_OFF: Record<MaskKind, number> = {
  surgical: 0.08,
  white: 0.08,
  black: 0.06,
  pattern: 0.07,
  ffp2: 0.16,
};

function direction(from: Point, to: Point): Point {
  const length = distance(from, to) || 1;
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
}

type Shift = (point: Point, along: number, out?: number) => Point;

function middleColumn(face: Landmarks, wear: Wear): Point[] {
  const chin = face.at(152);
  const below = (t: number) => mix(face.at(0), chin, 1 + t);
  switch (wear) {
    case 'right':
      return [
        mix(face.at(6), face.at(197), 0.7),
        mix(face.at(1), face.at(2), 0.3),
        mix(face.at(14), face.at(18), 0.5),
        below(0.16),
      ];
    case 'nose-out':
      return [
        mix(face.at(2), face.at(164), 0.55),
        face.at(14),
        mix(face.at(18), face.at(200), 0.6),
        below(0.24),
      ];
    case 'chin':
      return [
        mix(face.at(18), face.at(200), 0.1),
        mix(face.at(199), face.at(175), 0.2),
        below(0.06),
        below(0.42),
      ];
  }
}

/** The outer and the inner column of one side, each from the top down. */
function sideColumns(face: Landmarks, s: Side, wear: Wear, shift: Shift): [Point[], Point[]] {
  const at = (key: keyof Side) => face.at(s[key]);
  const underJaw = (t: number) => mix(at('mouth'), at('chin'), 1 + t);
  switch (wear) {
    case 'right':
      return [
        [
          mix(at('high'), at('cheek'), 0.35),
          mix(at('cheek'), at('low'), 0.25),
          mix(at('cheek'), at('low'), 0.75),
          mix(at('low'), at('jaw'), 0.45),
        ],
        [
          mix(at('under'), at('beside'), 0.25),
          at('beside'),
          mix(at('mouth'), at('chin'), 0.3),
          underJaw(0.12),
        ],
      ];
    case 'nose-out':
      return [
        [
          mix(at('cheek'), at('low'), 0.1),
          mix(at('cheek'), at('low'), 0.55),
          at('low'),
          mix(at('low'), at('jaw'), 0.8),
        ],
        [
          mix(at('beside'), at('mouth'), 0.55),
          mix(at('mouth'), at('chin'), 0.2),
          mix(at('mouth'), at('chin'), 0.6),
          underJaw(0.2),
        ],
      ];
    case 'chin':
      return [
        [
          mix(at('low'), at('jaw'), 0.35),
          mix(at('low'), at('jaw'), 0.7),
          shift(at('jaw'), 0.02),
          shift(at('jaw'), 0.09),
        ],
        [
          mix(at('mouth'), at('chin'), 0.55),
          mix(at('mouth'), at('chin'), 0.85),
          underJaw(0.12),
          shift(underJaw(0.2), 0.13),
        ],
      ];
  }
}
