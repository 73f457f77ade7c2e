/** ms between two frames that are looked at with nobody in sight: every third one of a 30 Hz camera. */
const EMPTY_MS = 90;
/** A visitor who has an answer, or waits for one, changes a mask or goes: seen soon enough by ten looks a second, too. */
const SETTLED_MS = 90;

/** Which frames of the camera are looked at; the others are dropped unread. */
export class FramePace {
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Whether the visitor has been judged, so that frames add nothing to a verdict that somebody waits for. */
  settled = false;

  /**
   * @param at when the frame was taken, ms of the camera's clock
   * @param empty whether nobody is followed
   */
  due(at: number, empty: boolean): boolean {
    const passed = at - this.#lookedAt;
    const pause = empty ? EMPTY_MS : this.settled ? SETTLED_MS : 0;
    // A clock that went back is another camera's.
    if (passed >= 0 && passed < pause) return false;
    this.#lookedAt = at;
    return true;
  }
}
