import { createTransport } from 'nodemailer';
import type { Way } from '../contract/index.ts';
import type { Outcome } from './target.ts';
import type { MessageText } from './text.ts';

type Email = Extract<Way, { kind: 'email' }>;

/** ms of the connection, the greeting and each answer; the outbox has a limit for all of it. */
const ANSWER_MS = 8000;

/** What nodemailer says of a failure; `responseCode` is the server's. */
interface SmtpError extends Error {
  responseCode?: number;
}

/**
 * Sends words by SMTP. A 5xx of the server ends it; everything else may be tried again.
 * @throws when it may be tried again
 */
export async function sendEmail(way: Email, text: MessageText, signal: AbortSignal): Promise<Outcome> {
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
    socketTimeout: ANSWER_MS,
    dnsTimeout: ANSWER_MS,
    // A message is words: nothing in it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const close = () => transport.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const { title, lines, link } = text;
    await transport.sendMail({
      from,
      to,
      subject: title,
      text: [...lines, '', link].join('\n'),
      headers: { 'auto-submitted': 'auto-generated', importance: 'high' },
    });
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
