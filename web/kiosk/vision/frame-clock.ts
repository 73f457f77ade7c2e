/**
 * Turns times of a worker's clock into the page's. Both clocks run alike and began at different moments, so their
 * difference is the least by which a message was ever late. A frame that waited in the page's queue, because the
 * page stood still, so keeps the time at which it was taken.
 */
export class FrameClock {
  #difference = Number.POSITIVE_INFINITY;

  /**
   * @param taken when the worker took the frame, its ms
   * @param sent when it sent the answer, its ms
   * @param now when the page reads the answer, the page's ms
   * @returns when the frame was taken, the page's ms
   */
  takenAt(taken: number, sent: number, now: number): number {
    this.#difference = Math.min(this.#difference, now - sent);
    return taken + this.#difference;
  }
}
