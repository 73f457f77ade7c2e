import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { evidence } from '../edge-server/doubles/evidence.ts';

const run = promisify(execFile);
const ANSWER_MS = 90_000;
/** Bytes and ms of one write of a small radio: 7 kB a second. */
const PIECE = 700;
const PIECE_MS = 100;

export interface Answer {
  status: number;
  text: string;
}

/** Who stands before the kiosk, and how it is told. Each posts one visit of the given id. */
export type Client = (url: string, id: string) => Promise<Answer>;

/** The kiosk page as it is on the wire: presence, evidence, and the picture that the site keeps. */
export function page(headers: () => Record<string, string>, jpeg: Uint8Array): Client {
  return async (url, id) => {
    const send = (method: string, path: string, body: string | Uint8Array, type = 'application/json') =>
      fetch(`${url}${path}`, {
        method,
        headers: { ...headers(), 'content-type': type, origin: url },
        body: body as BodyInit,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    await send('PUT', `/api/visits/${id}/presence`, JSON.stringify({ present: true }));
    const kept = await send('PUT', `/api/captures/${id}`, jpeg, 'image/jpeg');
    if (kept.status !== 204) return { status: kept.status, text: `the picture: ${await kept.text()}` };
    const answer = await send('POST', '/api/visits', JSON.stringify(evidence({ id })));
    return { status: answer.status, text: await answer.text() };
  };
}

export function python(picture: string, token: string): Client {
  return async (url, id) => {
    const args = [join(import.meta.dirname, 'visit.py'), url, picture, token, id];
    const { stdout } = await run('/usr/bin/python3', args, { timeout: ANSWER_MS });
    const [status = '0', ...text] = stdout.split('\n');
    return { status: Number(status), text: text.join('\n') };
  };
}

export function curl(picture: string, token: string): Client {
  return async (url, id) => {
    const form = ['-F', `file=@${picture};type=image/jpeg`, '-F', `visit=${id}`];
    const header = ['-H', `Authorization: Bearer ${token}`];
    const args = ['--silent', '--show-error', '--max-time', '90', '-w', '\n%{http_code}', ...form, ...header];
    const { stdout } = await run('curl', [...args, `${url}/mask/`]);
    const at = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) };
  };
}

/** As an ESP32-CAM's sketch does it: a head and a form by hand, no agent, the frame in small writes of a slow radio. */
export function esp32(picture: string, token: string): Client {
  const jpeg = readFileSync(picture);
  return (url, id) => {
    const { hostname, port } = new URL(url);
    const part = (name: string, more: string) =>
      `--esp\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
    const body = Buffer.concat([
      Buffer.from(
        `${part('visit', '')}${id}\r\n${part('file', '; filename="esp32-cam.jpg"\r\nContent-Type: image/jpeg')}`,
      ),
      jpeg,
      Buffer.from('\r\n--esp--\r\n'),
    ]);
    const head = [
      'POST /mask/ HTTP/1.1',
      `Host: ${hostname}:${port}`,
      `Authorization: Bearer ${token}`,
      'Connection: close',
      `Content-Length: ${body.length}`,
      'Content-Type: multipart/form-data; boundary=esp',
    ];
    return rawPost(
      hostname,
      Number(port),
      Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]),
    );
  };
}

async function rawPost(host: string, port: number, bytes: Buffer): Promise<Answer> {
  const socket = connect(port, host);
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer')));
  const answered = (async () => {
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString();
  })();
  answered.catch(() => undefined);
  for (let at = 0; at < bytes.length && socket.writable; at += PIECE) {
    socket.write(bytes.subarray(at, at + PIECE));
    await sleep(PIECE_MS);
  }
  const text = await answered;
  return {
    status: Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0),
    text: text.split('\r\n\r\n').slice(1).join('\n'),
  };
}

export const newId = () => uuidv7();
