import { createHash, createHmac } from 'node:crypto';

/** A message as docs/mqtt.md tells clients to make it, with nothing of the product. */
export function signed(topic: string, token: { name: string; secret: string }, body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const key = createHash('sha256').update(token.secret).digest('hex');
  const mac = createHmac('sha256', key).update(`${topic}\n${text}`).digest('hex');
  return JSON.stringify({ token: token.name, body: text, mac });
}
