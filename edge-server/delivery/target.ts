import type { DeliveryList, Notification } from '../contract/index.ts';

/** Where a message goes: to the address of a rule's webhook, by one of the site's ways, to a person's phone. */
export type Target = { to: 'webhook'; url: string } | { to: 'way'; id: number } | { to: 'phone'; id: number };
export type TargetKind = DeliveryList['deliveries'][number]['to'];

/** What became of one try. A receiver in trouble is none of these: the sender throws, and it is tried again. */
export type Outcome =
  | { kind: 'delivered' }
  /** It will never take this message; `gone` when it takes none any more. */
  | { kind: 'refused'; reason: string; gone?: boolean };

/** A mail that is no message of the moment: it has its words, and files, with it. */
export interface ReadyMail {
  event: 'report';
  /** The same at each try, so that a mail server can drop a second one; without its angle brackets. */
  messageId: string;
  subject: string;
  text: string;
  html: string;
  files: { name: string; type: string; text: string }[];
}

/** What can be sent: a `ReadyMail` only by a way that is e-mail. */
export type Message = Notification | ReadyMail;

/** One message on its way. */
export interface Letter {
  target: Target;
  /** A `Message` as JSON. */
  body: string;
  /** The same for each try of one message, so that a receiver can drop a second one. */
  id: string;
}

/** Sends one letter; has no limit of its own but ends when `signal` aborts. @throws when it may be tried again */
export type Sender = (letter: Letter, signal: AbortSignal) => Promise<Outcome>;

/** A try that failed, as the outbox, the log and people read it. */
export function reasonOf(error: unknown): string {
  // fetch says 'fetch failed', its cause says why.
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
  return cause?.code ?? cause?.message ?? message;
}
