/** Parts of `bench:edge` in which somebody takes more than a share: what is left for the entrance and for staff. */
import { join } from 'node:path';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { Tokens } from '../../edge-server/access/tokens.ts';
import { systemClock } from '../../edge-server/clock/clock.ts';
import { openDatabase } from '../../edge-server/store/db/open.ts';
import { type Client, percentile, residentMb } from './edge-host.ts';
import type { Figure } from './figures.ts';

export interface Running {
  url: string;
  data: string;
  pid: number;
  /** With `#setup=`, by which the first admin is made. */
  setUpCode: string;
}

/** Seconds of one slice with and one without, by turns, so that the machine's own moods fall on both. */
const SLICE_S = 15;
const PICTURES_A_SECOND = 5;
const VISITS_A_SECOND = 10;

/** Verdicts of the kiosk page while a thin client posts an empty room 5 times a second, and without. */
export async function emptyRoom(
  client: Client,
  { data }: Running,
  minutes: number,
): Promise<Record<string, Figure>> {
  const database = openDatabase(join(data, 'kf99.sqlite'), 'normal');
  const { secret } = new Tokens(database, systemClock).add('bench', ['mask', 'visit'], null);
  database.close();
  const room = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#889' } })
    .jpeg()
    .toBuffer();
  const answers = new Map<number, number>();
  const post = async () => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(room)]), 'room.jpg');
    form.set('visit', uuidv7());
    const encoded = new Request('http://bench', { method: 'POST', body: form });
    const headers = {
      authorization: `Bearer ${secret}`,
      cookie: '',
      'content-type': encoded.headers.get('content-type')!,
    };
    const { status } = await client.send('POST', '/mask/', Buffer.from(await encoded.arrayBuffer()), headers);
    answers.set(status, (answers.get(status) ?? 0) + 1);
  };
  await post();
  const alone: number[] = [];
  const beside: number[] = [];
  for (let slice = 0; slice < Math.ceil((minutes * 60) / SLICE_S); slice++) {
    alone.push(...(await client.openLoop(VISITS_A_SECOND, SLICE_S)));
    const pictures: Promise<void>[] = [];
    const posting = setInterval(() => pictures.push(post()), 1000 / PICTURES_A_SECOND);
    beside.push(...(await client.openLoop(VISITS_A_SECOND, SLICE_S)));
    clearInterval(posting);
    await Promise.all(pictures);
  }
  const p95 = (times: number[]) =>
    percentile(
      times.toSorted((a, b) => a - b),
      0.95,
    );
  console.log(
    `p95 of a verdict ${p95(alone).toFixed(1)} ms alone, ${p95(beside).toFixed(1)} beside; pictures: ${JSON.stringify([...answers])}`,
  );
  return {
    'verdict p95 beside an empty room, over alone': { value: p95(beside) / p95(alone), budget: ['<=', 1.25] },
    'verdicts beside an empty room': { value: beside.length, budget: ['>=', alone.length] },
  };
}

const GUESS_S = 20;
const GUESSES_A_SECOND = 20;
/** s after which what is used once is there. */
const WARM_S = 5;

/** Log-ins of a known browser while somebody guesses 20 passwords a second. */
export async function guessing(
  client: Client,
  { url, pid, setUpCode }: Running,
): Promise<Record<string, Figure>> {
  const words = { name: 'kim', password: 'entrance hall 1' };
  const post = (path: string, body: object, cookie: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const first = await post('/api/session/code', { code: setUpCode, ...words }, '');
  const known = first.headers.getSetCookie().find((line) => line.startsWith('kf99_known='))!;
  const cookie = known.split(';')[0]!;
  const body = (n: number) => JSON.stringify({ name: n % 2 ? 'kim' : `name-${n}`, password: `guess ${n}` });
  const headers = { cookie: '', 'content-type': 'application/json' };
  let n = 0;
  let refused = 0;
  let before = Number.NaN;
  const guesses: Promise<void>[] = [];
  const guess = async () => {
    const { status } = await client.send('POST', '/api/session', body(n++), headers);
    if (status === 429) refused += 1;
  };
  const guessed = setInterval(() => guesses.push(guess()), 1000 / GUESSES_A_SECOND);
  let good = 0;
  for (let second = 0; second < GUESS_S; second++) {
    if ((await post('/api/session', words, cookie)).status === 200) good += 1;
    // By then each thread that hashes has its memory once.
    if (second === WARM_S) before = residentMb(pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  clearInterval(guessed);
  await Promise.all(guesses);
  const grown = residentMb(pid) - before;
  console.log(`${n} guesses, ${refused} of them not looked at; ${grown.toFixed(0)} MB more`);
  return {
    'log-ins of a known browser of 20': { value: good, budget: ['>=', GUESS_S] },
    'MB more from 5 to 20 s of guessing': { value: grown, budget: ['<=', 20] },
  };
}
