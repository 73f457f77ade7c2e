import type { Gesture } from './hand.ts';
import type { Light } from './light.ts';
import type { MaskKind } from './mask/cloth.ts';
import type { Wear } from './mask/fit.ts';
import type { PersonName } from './people.ts';
import type { Print, Rectangle } from './print.ts';

/**
 * What the kiosk should make of a recording, in words of the contract: the verdict on the first visit; null when
 * none may begin. `later` is the last verdict of the loop:
 * of who stayed and changed nothing for `adjustSeconds`, or of who took the first one's place.
 */
export interface Expectation {
  readonly first: 'pass' | 'deny' | 'adjust' | null;
  readonly reason?: 'no_mask' | 'mask_incorrect' | 'undecided';
  readonly later?: 'deny';
  /**
   * Somebody is there whose face the camera can't see, or of which an edge cuts off too much, and the screen says one of both;
   * where it is not set, it never says that it sees none.
   */
  readonly unseen?: true;
}

/** A point of a person's way: at `at` seconds the face is at `x` px; between two, the motion is eased. */
export interface Step {
  readonly at: number;
  readonly x: number;
  readonly y?: number;
  readonly scale?: number;
}

export interface Visitor {
  readonly person: PersonName;
  readonly mask?: { readonly kind: MaskKind; readonly wear: Wear };
  readonly hand?: Gesture;
  readonly print?: Print;
  /** Stands on their feet, which the clip's person did not. */
  readonly sways?: true;
  readonly way: readonly Step[];
}

export interface Scenario {
  readonly name: string;
  /** Written into each frame, so that a test knows which recording it sees: 0 to 63, never used twice. */
  readonly number: number;
  readonly title: string;
  /** s, of the whole loop. */
  readonly duration: number;
  readonly visitors: readonly Visitor[];
  readonly view?: 'hall' | 'black';
  readonly light?: Light;
  /** The far door opens and shuts at these times, s. */
  readonly door?: readonly [opens: number, shuts: number];
  /** A mirror on the wall. */
  readonly mirror?: Rectangle;
  /** From here (s) on the very same picture is repeated, noise and frame number too, as by a hung camera. */
  readonly frozenFrom?: number;
  readonly expected: Expectation;
}

/** Frames a second of every recording. */
export const FPS = 15;
