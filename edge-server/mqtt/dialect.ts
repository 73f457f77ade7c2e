import type { IClientOptions } from 'mqtt';

/** CONNACK: this version of the protocol is not spoken here (3.1.1 and 5), retained messages are not kept. */
const OTHER_VERSION: readonly unknown[] = [1, 132];
const NO_RETAIN = 154;
/** CONNACK: not let in (3.1.1 and 5). */
const NOT_AUTHORISED: readonly unknown[] = [4, 5, 134, 135];

/**
 * How this broker is spoken to. Only MQTT 5 can say that a message is refused, so each connection is first tried with
 * it; a broker that doesn't know it says so, or closes without a word, and gets 3.1.1. A broker that keeps no
 * retained messages gets none.
 */
export class Dialect {
  version: 4 | 5 = 5;
  retain = true;

  /**
   * A connection was refused before it began.
   * @param code of the broker's answer, or of the system; null when it was closed without a word
   * @returns whether to try again at once, in another way
   */
  refused(code: unknown): boolean {
    const silent = code === null || code === 'ECONNRESET';
    if (code === NO_RETAIN && this.retain) {
      this.retain = false;
      return true;
    }
    if (this.version === 5 && OTHER_VERSION.includes(code)) {
      this.version = 4;
      return true;
    }
    if (silent) this.version = this.version === 5 ? 4 : 5;
    return false;
  }

  /** A connection that had begun is over; the broker may be another one by now. */
  ended(): void {
    this.version = 5;
  }

  options(): Pick<IClientOptions, 'protocolVersion'> {
    return { protocolVersion: this.version };
  }
}

/** What to look at when a broker does not let the kiosk in; empty where its own words say enough. */
export function advice(code: unknown, status: string): string {
  return NOT_AUTHORISED.includes(code)
    ? `; check name and password, and that this name may publish to ${status}, as the last will does`
    : '';
}
