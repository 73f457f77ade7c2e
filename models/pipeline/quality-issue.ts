import type { Quality } from './quality.ts';

/** What makes a face too poor to judge; each is something that the visitor can change. */
export type QualityIssue = 'far' | 'dark' | 'covered' | 'tilted' | 'side' | 'blurred';

/**
 * Why a face is too poor to judge, or null when it is good enough.
 *
 * @param relativeWidth width of the face's box as a share of the frame's width
 */
export function qualityIssueOf(quality: Quality, relativeWidth: number): QualityIssue | null {
  if (relativeWidth < 0.1) return 'far';
  if (quality.brightness < 0.08) return 'dark';
  if (quality.contrast < 0.03 || quality.inside < 0.6) return 'covered';
  if (quality.tilted) return 'tilted';
  if (Math.abs(quality.yaw) > 0.45) return 'side';
  if (quality.sharpness < 0.06) return 'blurred';
  return null;
}
