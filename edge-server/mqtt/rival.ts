/** DISCONNECT of MQTT 5: another client has connected with this name; the broker itself goes down. */
const TAKEN_OVER = 142;
const SHUTTING_DOWN: readonly unknown[] = [137, 139];
/** What a socket says when the other side has closed it; its other words are the network's. */
const CLOSED: readonly unknown[] = ['ECONNRESET', 'EPIPE'];
/** Ends in a row of connections that did not last, after which somebody is told. Without a reason it is a guess. */
const MOST_TOLD = 2;
const MOST_SILENT = 3;

/**
 * Whether another client has this kiosk's name. A broker keeps one connection a name, so two kiosks of one name end
 * each other's for ever: each connects, works for a moment, and is put out by the other.
 */
export class Rival {
  readonly #kioskId: string;
  #ends = 0;
  #told = 0;

  constructor(kioskId: string) {
    this.#kioskId = kioskId;
  }

  /** Whether a connection may have ended with this code over what was sent. @param code of MQTT 5 or the socket, or null */
  static overMessage(code: unknown): boolean {
    return code !== TAKEN_OVER && byBroker(code);
  }

  /** A connection ended before it had lasted. @param idle whether nothing was in flight */
  ended(code: unknown, idle: boolean): void {
    if (!byBroker(code) || (!idle && code !== TAKEN_OVER)) return;
    this.#ends += 1;
    if (code === TAKEN_OVER) this.#told += 1;
  }

  lasted(): void {
    this.#ends = 0;
    this.#told = 0;
  }

  /** What to look at; null while nothing points to it. */
  get sentence(): string | null {
    const told = this.#told >= MOST_TOLD;
    if (!told && this.#ends < MOST_SILENT) return null;
    const seen = told
      ? 'Another client takes over the connection to the broker'
      : 'The broker ends each connection soon after it began';
    return `${seen}: does another kiosk have the name ${this.#kioskId}? Give each its own by KF99_KIOSK_ID.`;
  }
}

function byBroker(code: unknown): boolean {
  return typeof code === 'string' ? CLOSED.includes(code) : !SHUTTING_DOWN.includes(code);
}
