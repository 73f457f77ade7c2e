import type { Clock, Stop } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { pauseAfter } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import { LastReport, type ReportSent, type ReportState, type Settings, type Way } from '../contract/index.ts';
import type { Outbox } from '../delivery/outbox.ts';
import { type ReadyMail, reasonOf, type Target } from '../delivery/target.ts';
import type { WayTable } from '../delivery/way-table.ts';
import type { Statement } from '../store/db/change.ts';
import { readMeta } from '../store/db/meta.ts';
import type { Store } from '../store/store.ts';
import type { StaffLanguage } from '../words/language.ts';
import { keepReport } from './files.ts';
import { makeReport, type Report } from './report.ts';
import { momentsOf, weekBefore, weekName } from './week.ts';

/** Key in the store's `meta` table. */
export const REPORT_KEY = 'report';
const LOOK_MS = 30_000;
/** Of a folder, which may be a share of another machine. */
const FILE_MS = 10_000;
/** With pauses from half a minute to an hour they are about 8 hours, as of a mail. */
const FILE_TRIES = 16;
const FILE_PAUSE = { minMs: 30_000, maxMs: 3_600_000 };

export interface ReportsOptions {
  store: Pick<Store, 'statistics' | 'write' | 'database'>;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  settings: () => Settings;
  kioskId: string;
  /** Whether the time is one to go by. */
  clockIsSet: () => boolean;
  outbox: Pick<Outbox, 'putTogether' | 'test' | 'list' | 'onTried'>;
  ways: Pick<WayTable, 'list'>;
  /** Of a person's mail, and of the site's own for null. */
  language: (person: number | null) => StaffLanguage;
  /** Where reports are kept as files; null for nowhere. */
  folder: string | null;
  /** It could not be kept there. */
  onGivenUp: (name: string, reason: string) => void;
}

type Email = Extract<Way, { kind: 'email' }>;
interface Receiver {
  id: number;
  way: Email;
}

/**
 * The weekly report, by the schedule of the settings:
 *
 *   off ── switched on ──► waiting ── its moment is past ──► made, and on its way ── next moment ──► …
 *    ▲                        │                                      │
 *    └──── switched off ──────┴──────────────────────────────────────┘
 *
 * What is made is of the last week that was over at that moment. That it is made, and each of its mails, are written in
 * one step, so neither a restart nor a power cut makes a second one; a machine that was off makes the last one late,
 * and no earlier ones. The outbox sends the mails, with its tries and their end; the file is tried again here.
 */
export class Reports {
  readonly #options: ReportsOptions;
  /** As in the store. Null while it is off. */
  #last: LastReport | null = null;
  #fileTries = 0;
  /** Monotonic ms of the next try. */
  #fileDueAt = 0;
  #busy = false;
  #undo: Stop[] = [];

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  start(): void {
    const { store, clock, outbox } = this.#options;
    const stored = readMeta(store.database, REPORT_KEY);
    this.#last = (stored === null ? null : LastReport.nullable().safeParse(JSON.parse(stored)).data) ?? null;
    this.#undo = [
      clock.every(LOOK_MS, () => this.#look()),
      outbox.onTried((target, about, error) => {
        const last = this.#last;
        if (last !== null && target.to === 'way' && about === aboutOf(last.week))
          this.#noteMail(target.id, error);
      }),
    ];
    this.#look();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Monday of the last week that is over. */
  lastWeek(): Temporal.PlainDate {
    const { clock, settings } = this.#options;
    const now = clock.now().toTemporalInstant();
    return weekBefore(now.toZonedDateTimeISO(settings().timeZone).toPlainDate());
  }

  /** The report of a week. @param week its Monday @param language null for the site's own */
  make(week: Temporal.PlainDate, language: StaffLanguage | null): Promise<Report> {
    const { store, settings, kioskId, clock } = this.#options;
    return makeReport({
      week,
      language: language ?? this.#options.language(null),
      source: store.statistics,
      settings: settings(),
      kioskId,
      now: clock.now(),
    });
  }

  state(): ReportState {
    const { settings, clock, folder, outbox } = this.#options;
    const next = momentsOf(settings(), clock.now())?.next ?? null;
    const last = this.#last;
    const waits = (way: number) =>
      outbox
        .list()
        .some(
          ({ target, about }) => target.to === 'way' && target.id === way && about === aboutOf(last!.week),
        );
    return {
      week: this.lastWeek().toString(),
      next_at: next && new Date(next.epochMilliseconds).toISOString(),
      receivers: this.#receivers().map(({ way }) => way.name),
      folder: folder !== null,
      last: last && { ...last, mails: last.mails.map((mail) => ({ ...mail, waiting: waits(mail.way) })) },
    };
  }

  /** Sends the last week's report to everybody who gets it, and keeps it, once and now, whatever the schedule says. */
  async sendNow(): Promise<ReportSent> {
    const { outbox, folder, clock } = this.#options;
    const week = this.lastWeek();
    const at = clock.now().getTime();
    const mails = this.#receivers().map(async ({ id, way }) => ({
      name: way.name,
      error: await outbox.test({ to: 'way', id }, await this.#mail(week, { id, way }, `now-${at}`)),
    }));
    const to = await Promise.all(mails);
    if (folder === null) return { to };
    const report = await this.make(week, null);
    return { to: [...to, { name: `${report.name}.html`, error: await this.#keep(folder, report) }] };
  }

  #receivers(): Receiver[] {
    return this.#options.ways
      .list()
      .flatMap(({ id, way }) => (way.kind === 'email' && way.report !== 'no' ? [{ id, way }] : []));
  }

  async #mail(week: Temporal.PlainDate, { id, way }: Receiver, which = 'weekly'): Promise<ReadyMail> {
    const report = await this.make(week, this.#options.language(way.person));
    const { subject, summary, html, csv, name } = report;
    return {
      event: 'report',
      messageId: `kf99-report.${this.#options.kioskId}.${week}.${id}.${which}@${way.from.split('@').at(-1)}`,
      subject,
      text: summary,
      html,
      files: [
        { name: `${name}.html`, type: 'text/html; charset=utf-8', text: html },
        { name: `${name}.csv`, type: 'text/csv; charset=utf-8', text: csv },
      ],
    };
  }

  #look(): void {
    if (this.#busy || !this.#options.clockIsSet()) return;
    this.#busy = true;
    this.#run()
      .catch((error: unknown) => {
        this.#options.log.warn({ reason: String(error) }, 'the weekly report could not be made yet');
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  async #run(): Promise<void> {
    const { settings, clock } = this.#options;
    const moments = momentsOf(settings(), clock.now());
    if (moments === null) {
      if (this.#last !== null) await this.#note(null);
      return;
    }
    const due = weekBefore(moments.last.toPlainDate());
    const last = this.#last?.week;
    // Switched on just now; or the clock was far ahead once, which must not keep the next years' from being made.
    if (last === undefined || last > due.add({ weeks: 1 }).toString()) {
      await this.#note({ week: due.toString(), made_at: null, file: null, mails: [] });
    } else if (last < due.toString()) {
      await this.#begin(due);
    }
    await this.#keepFile();
  }

  async #begin(week: Temporal.PlainDate): Promise<void> {
    const { outbox, clock, folder, kioskId } = this.#options;
    const receivers = this.#receivers();
    const messages: { target: Target; body: ReadyMail }[] = [];
    for (const receiver of receivers) {
      messages.push({ target: { to: 'way', id: receiver.id }, body: await this.#mail(week, receiver) });
    }
    const last: LastReport = {
      week: week.toString(),
      made_at: clock.now().toISOString(),
      file:
        folder === null
          ? null
          : { name: `kf99-report-${kioskId}-${weekName(week)}`, kept_at: null, error: null },
      mails: receivers.map(({ id, way }) => ({ way: id, name: way.name, sent_at: null, error: null })),
    };
    await outbox.putTogether(messages, aboutOf(last.week), [noteOf(last)]);
    this.#last = last;
    this.#fileTries = 0;
    this.#fileDueAt = 0;
  }

  async #keepFile(): Promise<void> {
    const { folder, clock, onGivenUp } = this.#options;
    const last = this.#last;
    const file = last?.file ?? null;
    if (folder === null || last === null || file === null || file.kept_at !== null) return;
    if (this.#fileTries >= FILE_TRIES || clock.monotonic() < this.#fileDueAt) return;
    const report = await this.make(Temporal.PlainDate.from(last.week), null);
    const error = await this.#keep(folder, report);
    const kept_at = error === null ? clock.now().toISOString() : null;
    await this.#note({ ...last, mails: this.#last?.mails ?? last.mails, file: { ...file, kept_at, error } });
    if (error === null) return;
    this.#fileTries += 1;
    this.#fileDueAt = clock.monotonic() + pauseAfter(FILE_PAUSE, this.#fileTries);
    if (this.#fileTries === FILE_TRIES) onGivenUp(`${report.name}.html`, error);
  }

  /** @returns why it could not be kept, or null */
  async #keep(folder: string, report: Report): Promise<string | null> {
    try {
      await within(this.#options.clock, FILE_MS, () => keepReport(folder, report));
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #noteMail(way: number, error: string | null): void {
    const last = this.#last!;
    const sent_at = error === null ? this.#options.clock.now().toISOString() : null;
    const mails = last.mails.map((mail) => (mail.way === way ? { ...mail, sent_at, error } : mail));
    this.#note({ ...last, mails }).catch((failure: unknown) => {
      this.#options.log.warn(
        { reason: String(failure) },
        'what became of the weekly report could not be noted',
      );
    });
  }

  async #note(last: LastReport | null): Promise<void> {
    this.#last = last;
    await this.#options.store.write([noteOf(last)], 'durable');
  }
}

/** What its mails are about in the outbox. */
const aboutOf = (week: string) => `report ${week}`;

const noteOf = (last: LastReport | null): Statement => ({
  sql: 'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  values: [REPORT_KEY, JSON.stringify(last)],
});
