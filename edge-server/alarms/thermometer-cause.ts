import type { AlarmCode, Health } from '../contract/index.ts';

const CODES = [
  'thermometer_absent',
  'thermometer_stale',
  'thermometer_faulty',
] as const satisfies AlarmCode[];
type Code = (typeof CODES)[number];

/** ms without a frame, and ms of a failing sensor, before it is an alarm: a restart of the board takes 2 s. */
const SILENT_MS = 10_000;
const FAULTY_MS = 3000;

/**
 * Which thermometer alarm holds. Between two frames the driver of a dead board goes round: `stale`, `absent`
 * when it opens the port anew, `connecting`, and again. So silence is one cause, timed from its beginning, and
 * is called `absent` only when there was no port all the while; an alarm that is open keeps its name until
 * frames come.
 */
export class ThermometerCause {
  #kind: 'well' | 'silent' | 'faulty' = 'well';
  #since = 0;
  #sawPort = false;
  #open: Code | null = null;

  /** The alarm that holds now (monotonic ms), null when none does. */
  look(part: Health['parts']['thermometer'], now: number): Code | null {
    const kind = part.status === 'off' ? 'well' : kindOf(part.state);
    if (kind !== this.#kind) {
      this.#kind = kind;
      this.#since = now;
      this.#sawPort = false;
      this.#open = null;
    }
    if (part.state !== 'absent') this.#sawPort = true;
    if (kind === 'faulty' && now - this.#since >= FAULTY_MS) this.#open = 'thermometer_faulty';
    if (kind === 'silent' && now - this.#since >= SILENT_MS) {
      this.#open ??= this.#sawPort ? 'thermometer_stale' : 'thermometer_absent';
    }
    return this.#open;
  }

  static readonly codes = CODES;
}

function kindOf(state: Health['parts']['thermometer']['state']): 'well' | 'silent' | 'faulty' {
  switch (state) {
    case 'live':
    case 'warming':
      return 'well';
    case 'faulty':
      return 'faulty';
    case 'absent':
    case 'connecting':
    case 'stale':
      return 'silent';
  }
}
