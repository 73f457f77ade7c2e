import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { MaskAnswer, type Settings, type VisitDetail } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestEdge } from '../doubles/edge.ts';

const FOLDER = join(import.meta.dirname, '../../../node_modules/@vladmandic/face-api/demo');
const portrait = readFileSync(join(FOLDER, 'sample1.jpg'));

async function site(context: TestContext, settings: Partial<Settings>) {
  const edge = await TestEdge.start({
    settings: { temperaturePolicy: 'off', maskPolicy: 'remind', ...settings },
  });
  context.after(() => edge.stop());
  const folder = join(edge.data, 'captures');
  return {
    edge,
    post: async (picture: Uint8Array, visit?: string) => {
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(picture)]), 'picture');
      if (visit) form.set('visit', visit);
      const headers = edge.token('mask', 'visit');
      const answer = await edge.request('/mask/', { method: 'POST', body: form, headers });
      assert.equal(answer.status, 200, await answer.clone().text());
      return MaskAnswer.parse(await answer.json());
    },
    kept: () => (existsSync(folder) ? readdirSync(folder) : []),
    picture: (visit: string) => sharp(join(folder, `${visit}.jpg`)),
    captured: async (visit: string) => {
      const answer = await edge.request(`/api/visits/${visit}`, { headers: edge.as('viewer') });
      const { steps } = (await answer.json()) as VisitDetail;
      return steps.find(({ step }) => step === 'captured');
    },
  };
}

test('a posted picture that makes a visit is kept as the page’s are: made anew, and a step of the visit', async (context) => {
  const { post, kept, picture, captured } = await site(context, { captures: 'on' });
  await post(portrait);
  assert.deepEqual(kept(), [], 'a picture that is no visit is forgotten');
  for (const sent of [portrait, await sharp(portrait).png().toBuffer()]) {
    const visit = uuidv7();
    await post(sent, visit);
    await until(async () => (await captured(visit))?.outcome === 'done');
    const { format, exif, width } = await picture(visit).metadata();
    assert.deepEqual([format, exif], ['jpeg', undefined]);
    assert.ok(width <= 1280);
  }
  assert.equal(kept().length, 2);
});

test('only the region that the site keeps: the mask alone, every face blurred', async (context) => {
  const whole = await sharp(portrait).metadata();
  const mask = await site(context, { captures: 'on', captureRegion: 'mask' });
  const visit = uuidv7();
  const { box } = await mask.post(portrait, visit);
  await until(async () => (await mask.captured(visit))?.outcome === 'done');
  const { width, height } = await mask.picture(visit).metadata();
  assert.ok(width < whole.width && height < whole.height, `${width}×${height}`);

  // Twice the same person side by side: one is judged, both are blurred.
  const [x, y, w, h] = box.map(Math.round) as [number, number, number, number];
  const side = Math.round(1.6 * w);
  const left = Math.max(0, x - Math.round(0.3 * w));
  const top = Math.max(0, y - Math.round(0.3 * h));
  const person = await sharp(portrait)
    .extract({ left, top, width: side, height: side })
    .resize(320)
    .toBuffer();
  const crowd = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#888' } })
    .composite([0, 320].map((at) => ({ input: person, left: at, top: 0 })))
    .jpeg()
    .toBuffer();
  const blurred = await site(context, { captures: 'on', captureRegion: 'blurred' });
  await blurred.post(crowd, visit);
  await until(async () => (await blurred.captured(visit))?.outcome === 'done');
  const half = (picture: Sharp, at: number) =>
    picture.extract({ left: at, top: 0, width: 320, height: 320 }).greyscale().raw().toBuffer();
  const changed: number[] = [];
  for (const at of [0, 320]) {
    const sent = await half(sharp(crowd), at);
    const kept = await half(blurred.picture(visit), at);
    changed.push(sent.reduce((sum, value, k) => sum + Math.abs(value - kept[k]!), 0) / sent.length);
  }
  assert.ok(
    changed.every((mean) => mean > Math.max(...changed) / 2),
    `both are blurred: ${changed.map((mean) => mean.toFixed(2))}`,
  );
});

test('while the site keeps no pictures nothing of a posted one is written', async (context) => {
  const { post, kept } = await site(context, {});
  await post(portrait, uuidv7());
  assert.deepEqual(kept(), []);
});
