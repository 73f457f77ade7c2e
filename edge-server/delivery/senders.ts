import type { Clock } from '../clock/clock.ts';
import { Notification } from '../contract/index.ts';
import type { StaffLanguage } from '../words/language.ts';
import { sendChat } from './chat.ts';
import { isReadyMail, noticeMail, readyMail, sendEmail } from './email.ts';
import type { PhoneTable } from './phone-table.ts';
import { sendPush } from './push.ts';
import type { Letter, Outcome, Sender, Target } from './target.ts';
import { textOf } from './text.ts';
import type { VapidKeys } from './vapid.ts';
import type { WayTable } from './way-table.ts';
import { callWebhook } from './webhook.ts';

export interface SendersOptions {
  ways: WayTable;
  phones: PhoneTable;
  clock: Clock;
  /** The webhooks' signing secret, null when there is none. */
  secret: () => string | null;
  vapid: () => VapidKeys;
  /** An https: or mailto: address of this server for push services. */
  subject: () => string;
  /** Of a person's messages, and of the site's own for null. */
  language: (person: number | null) => StaffLanguage;
}

/** It was an e-mail way when the mail was made. */
const NO_MAIL: Outcome = { kind: 'refused', reason: 'it is no e-mail any more' };
const REMOVED: Outcome = { kind: 'refused', reason: 'it was removed' };

/** Sends a letter in the way that its target wants it. */
export function sender(options: SendersOptions): Sender {
  return (letter, signal) => {
    const { target } = letter;
    switch (target.to) {
      case 'webhook':
        return webhook(options, target.url, letter, signal);
      case 'way':
        return way(options, target.id, letter, signal);
      case 'phone':
        return phone(options, target.id, letter, signal);
    }
  };
}

function webhook({ secret, clock }: SendersOptions, url: string, { id, body }: Letter, signal: AbortSignal) {
  return callWebhook({ url, id, body, secret: secret(), now: clock.now() }, signal);
}

async function way(options: SendersOptions, id: number, letter: Letter, signal: AbortSignal) {
  const found = options.ways.find(id);
  if (found === null) return REMOVED;
  if (found.kind === 'webhook') return webhook(options, found.url, letter, signal);
  const body: unknown = JSON.parse(letter.body);
  if (isReadyMail(body)) {
    return found.kind === 'email' ? sendEmail(found, readyMail(body), signal) : NO_MAIL;
  }
  const text = textOf(Notification.parse(body), options.language(found.person));
  return found.kind === 'email' ? sendEmail(found, noticeMail(text), signal) : sendChat(found, text, signal);
}

async function phone(
  options: SendersOptions,
  id: number,
  letter: Letter,
  signal: AbortSignal,
): Promise<Outcome> {
  const { phones, vapid, subject, language } = options;
  const found = phones.find(id);
  if (found === null) return REMOVED;
  const notification = Notification.parse(JSON.parse(letter.body));
  const { title, lines, link } = textOf(notification, language(found.user));
  const { pathname } = new URL(link);
  const tag = notification.alarm?.code ?? notification.event;
  const message = { title, body: lines.join('\n'), tag, path: pathname };
  const outcome = await sendPush({ phone: found, message, keys: vapid(), subject: subject() }, signal);
  if (outcome.kind !== 'refused' || !outcome.gone) return outcome;
  phones.remove(id);
  return { kind: 'refused', reason: `it takes no messages any more and was removed (${outcome.reason})` };
}

/** A target as logs and alarms may have it: of an address its host, since the rest may hold a secret. */
export function nameOf(target: Target, ways: WayTable): string {
  switch (target.to) {
    case 'webhook':
      return URL.parse(target.url)?.host ?? '?';
    case 'way':
      return ways.find(target.id)?.name ?? `way ${target.id}`;
    case 'phone':
      return `phone ${target.id}`;
  }
}
