import type { Outcome } from './target.ts';

/** Bytes of an answer that are looked at: what a receiver says of its refusal. */
const MOST_WORDS = 200;
/** Statuses after which the same request may be taken later. */
const PASSING = [408, 425, 429];

export interface Post {
  url: string;
  body: BodyInit;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Statuses by which this kind of receiver says that it is gone for good. */
  gone?: readonly number[];
}

/**
 * The one request of all senders. A redirect is not followed, and ends it like a refusal (4xx).
 * @throws when there is no answer, or one that may be another later
 */
export async function post({ url, body, headers, signal, gone = [] }: Post): Promise<Outcome> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { 'user-agent': 'KF99', ...headers },
    signal,
  });
  const { status } = response;
  if (status >= 200 && status < 300) {
    await response.body?.cancel();
    return { kind: 'delivered' };
  }
  const reason = `it answered ${status}${await wordsOf(response)}`;
  if (gone.includes(status)) return { kind: 'refused', reason, gone: true };
  if (status >= 300 && status < 500 && !PASSING.includes(status)) return { kind: 'refused', reason };
  throw new Error(reason);
}

/** The beginning of what it says, in printable characters; a receiver's own words help whoever mends it. */
async function wordsOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const { value } = await reader.read();
  await reader.cancel();
  const text = new TextDecoder().decode(value?.subarray(0, MOST_WORDS)).replace(/[^\x20-\x7e]+/g, ' ');
  return text.trim() === '' ? '' : `: ${text.trim()}`;
}
