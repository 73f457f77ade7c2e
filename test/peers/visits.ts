import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { Journal } from '../chaos/journal.ts';
import { type Client, curl, esp32, newId, page, python } from './clients.ts';
import type { PeersSite } from './site.ts';

const PORTRAIT = join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo/sample1.jpg');
const EVERY_MS = 10_000;
const TRIES = 3;

export interface Counted {
  by: string;
  sent: number;
  answered: number;
}

/** Visitors, one after the other as at a door: each by another client and another way to the server. */
export class Visits {
  /** Ids that were answered, and those among them whose picture the site keeps. */
  readonly answered = new Set<string>();
  readonly pictures = new Set<string>();
  readonly counts = new Map<string, Counted>();
  /** What nobody expected. */
  readonly wrong: string[] = [];
  readonly #site: PeersSite;
  readonly #journal: Journal;

  constructor(site: PeersSite, journal: Journal) {
    this.#site = site;
    this.#journal = journal;
  }

  /** Until the time is over. A masked page and a bare picture take turns: three denials in a row would be an alarm. */
  async run(over: AbortSignal): Promise<void> {
    const { folder, url, proxies, token } = this.#site;
    const picture = join(folder, 'portrait.jpg');
    const jpeg = await sharp(PORTRAIT).resize(480).jpeg({ quality: 70 }).toBuffer();
    writeFileSync(picture, jpeg);
    const browser = page(() => this.#site.headers, jpeg);
    const turns: [by: string, client: Client, url: string][] = [
      ['page', browser, url],
      ['python3-requests by slow nginx', python(picture, token), proxies.slow],
      ['page by Caddy without headers', browser, proxies.dropping],
      ['curl by Caddy without headers', curl(picture, token), proxies.dropping],
      ['page by slow nginx', browser, proxies.slow],
      ['ESP32 at 7 kB/s', esp32(picture, token), url],
    ];
    for (let turn = 0; !over.aborted; turn++) {
      const next = sleep(EVERY_MS, undefined, { signal: over }).catch(() => undefined);
      const [by, client, where] = turns[turn % turns.length]!;
      await this.#visit(by, client, where);
      if (turn % turns.length === turns.length - 1) await this.#nameless(curl(picture, token));
      await next;
    }
  }

  async #visit(by: string, client: Client, url: string): Promise<void> {
    const id = newId();
    const count = this.counts.get(by) ?? { by, sent: 0, answered: 0 };
    this.counts.set(by, count);
    count.sent += 1;
    this.#site.visitor(true);
    try {
      for (let tries = 1; tries <= TRIES; tries++) {
        const { status, text } = await client(url, id).catch((error: Error) => ({
          status: 0,
          text: error.message,
        }));
        if (status === 200 && /"verdict"/.test(text)) {
          count.answered += 1;
          this.answered.add(id);
          // A verdict to try again keeps no picture.
          if (by.startsWith('page') && /"verdict":"(pass|deny)"/.test(text)) this.pictures.add(id);
          return;
        }
        this.#journal.say(`${by}: ${status} ${text.slice(0, 200)}`);
        await sleep(2000);
      }
      this.wrong.push(`a visit by ${by} had no verdict after ${TRIES} tries`);
    } finally {
      this.#site.visitor(false);
    }
  }

  /** Who has lost his name on the way is refused in words, and leaves no row. */
  async #nameless(client: Client): Promise<void> {
    const { status, text } = await client(this.#site.proxies.nameless, newId());
    if (status !== 401 || !text.includes('token_required')) {
      this.wrong.push(`a proxy that drops the name: ${status} ${text.slice(0, 200)}`);
    }
  }
}
