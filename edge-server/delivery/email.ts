import type { Way } from '../contract/index.ts';
import type { Outcome, ReadyMail } from './target.ts';
import type { MessageText } from './text.ts';

type Email = Extract<Way, { kind: 'email' }>;

/** ms of the connection, the greeting, and each answer to a message of the moment. */
const ANSWER_MS = 8000;
/** ms of an answer to a mail that is to come once: whoever asks again too early gets it twice. */
const LASTING_ANSWER_MS = 600_000;

/** What nodemailer says of a failure; `responseCode` is the server's. */
interface SmtpError extends Error {
  responseCode?: number;
}

/** What a mail says, apart from who sends it to whom. */
export interface MailContent {
  subject: string;
  text: string;
  html?: string;
  messageId?: string;
  headers: Record<string, string>;
  /** ms that the server may take for its answers; the outbox has a limit for all of it. */
  patienceMs: number;
  attachments?: { filename: string; contentType: string; content: string }[];
}

/** A message of the moment. */
export function noticeMail({ title, lines, link }: MessageText): MailContent {
  return {
    subject: title,
    text: [...lines, '', link].join('\n'),
    headers: { 'auto-submitted': 'auto-generated', importance: 'high' },
    patienceMs: ANSWER_MS,
  };
}

/** A mail that was made before, with its files. */
export function readyMail({ messageId, subject, text, html, files }: ReadyMail): MailContent {
  return {
    subject,
    text,
    html,
    messageId: `<${messageId}>`,
    headers: { 'auto-submitted': 'auto-generated' },
    patienceMs: LASTING_ANSWER_MS,
    attachments: files.map((file) => ({
      filename: file.name,
      contentType: file.type,
      content: file.text,
    })),
  };
}

/** Of what the outbox keeps only a mail has this event. */
export const isReadyMail = (body: unknown): body is ReadyMail => (body as ReadyMail).event === 'report';

/**
 * Sends a mail by SMTP. A 5xx of the server ends it; everything else may be tried again.
 * @throws when it may be tried again
 */
export async function sendEmail(way: Email, mail: MailContent, signal: AbortSignal): Promise<Outcome> {
  // 12 MB that a site which sends no mail never needs.
  const { createTransport } = await import('nodemailer');
  const { patienceMs, ...content } = mail;
  const { host, port, security, user, password, from, to } = way;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== '' && { auth: { user, pass: password } }),
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: patienceMs,
    dnsTimeout: ANSWER_MS,
    // A mail is words: nothing in it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const close = () => transport.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await transport.sendMail({ from, to, ...content });
    return { kind: 'delivered' };
  } catch (error) {
    const { responseCode = 0, message } = error as SmtpError;
    if (responseCode >= 500) return { kind: 'refused', reason: message };
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
