import type { Way } from '../contract/index.ts';
import { type Post, post } from './post.ts';
import type { Outcome } from './target.ts';
import type { MessageText } from './text.ts';

type Chat = Extract<Way, { kind: 'ntfy' | 'telegram' | 'slack' }>;

/** Sends words by ntfy, Telegram or Slack. @throws when it may be tried again */
export async function sendChat(way: Chat, text: MessageText, signal: AbortSignal): Promise<Outcome> {
  const { url, body, headers } = requestOf(way, text);
  return post({ url, body, signal, headers: { 'content-type': 'application/json', ...headers } });
}

/** Each as its own documents have it; redirects of theirs are for browsers and not followed. */
function requestOf(way: Chat, { title, lines, link }: MessageText): Omit<Post, 'signal'> {
  const whole = [title, ...lines, link].join('\n');
  switch (way.kind) {
    case 'ntfy': {
      const { server, topic, token } = way;
      const message = { topic, title, message: lines.join('\n'), click: link, priority: 5, tags: ['bell'] };
      const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
      return { url: server, body: JSON.stringify(message), headers };
    }
    case 'telegram': {
      const { server, token, chat } = way;
      const url = `${server.replace(/\/$/, '')}/bot${token}/sendMessage`;
      const message = { chat_id: chat, text: whole, link_preview_options: { is_disabled: true } };
      return { url, body: JSON.stringify(message), headers: {} };
    }
    case 'slack':
      return { url: way.hook, body: JSON.stringify({ text: slackEscaped(whole) }), headers: {} };
  }
}

/** Slack reads & < > as its own marks. */
const slackEscaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
