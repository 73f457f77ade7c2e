import type { Clock } from '../clock/clock.ts';
import { NOTIFICATION_VERSION, type Notification, type Settings } from '../contract/index.ts';

export interface MessagesOptions {
  kioskId: string;
  clock: Clock;
  settings: () => Pick<Settings, 'siteName'>;
  /** The admin page's address, with a slash at its end. */
  adminUrl: () => string;
}

type Parts = Partial<Pick<Notification, 'rule' | 'reading' | 'visit' | 'health' | 'call' | 'alarm'>>;

/** Writes the one body of all messages. */
export class Messages {
  readonly #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  of(event: Notification['event'], parts: Parts): Notification {
    const { kioskId, clock, settings, adminUrl } = this.#options;
    const admin = adminUrl();
    const { rule = null, reading = null, visit = null, health = null, call = null, alarm = null } = parts;
    const id = visit?.id ?? call?.visit ?? null;
    return {
      version: NOTIFICATION_VERSION,
      event,
      kiosk: kioskId,
      site: settings().siteName,
      at: clock.now().toISOString(),
      rule,
      reading,
      visit,
      health,
      call,
      alarm,
      links: {
        admin,
        alarms: new URL('alarms', admin).href,
        visit: id && new URL(`visits/${id}`, admin).href,
      },
    };
  }
}
