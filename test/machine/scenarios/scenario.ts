import type { Boots, Kiosk } from '../kiosk.ts';

export interface Scenario {
  /** What has to come, in a sentence. */
  expected: string;
  /**
   * How the machine is booted for it. Without it the scenario is played from a machine that is ready, page, camera and
   * board, whose state is kept: that takes seconds, a boot takes minutes.
   */
  boot?: Boots;
  /** @returns what was seen. @throws {Error} when it was something else */
  play: (kiosk: Kiosk) => Promise<string>;
}

export type Scenarios = Readonly<Record<string, Scenario>>;
