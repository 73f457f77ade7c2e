/** What a visitor meets besides the verdict: privacy, a quiet layout, sound, languages, and staff. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Request, test } from 'playwright/test';
import sharp, { type Sharp } from 'sharp';
import { EVIDENCE_BYTES } from '../../edge-server/contract/index.ts';
import { DETECTOR } from '../../models/pipeline/detector.ts';
import { type Frame, frameFromRgba } from '../../models/pipeline/frame.ts';
import { VisionPipeline } from '../../models/pipeline/pipeline.ts';
import { catalogue } from '../../web/kiosk/messages/text.ts';
import { splitMjpeg } from '../../web/kiosk/replay/mjpeg.ts';
import { decodePicture } from '../harness/image/picture.ts';
import { recording } from '../harness/index.ts';
import { readModelFile, startNodeBackend } from '../models/pipeline/node-models.ts';
import { SERVER_GONE, Visitor } from './browser.ts';
import { ADMIN, Product } from './product.ts';
import { logIn } from './staff-page.ts';

const { ko, ja } = catalogue;
test.setTimeout(240_000);

const KIOSK = '/?replayed=1';

let product: Product;
test.afterEach(async () => {
  await product.stop();
});

/** Layout shifts and started sounds from now on, kept in the page. */
function watchPage(): void {
  const seen = { shifts: [] as string[], sounds: [] as number[] };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      hadRecentInput: boolean;
      sources: { node?: Element }[];
    })[])
      if (!entry.hadRecentInput)
        seen.shifts.push(
          entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent).join(),
        );
  }).observe({ type: 'layout-shift', buffered: true });
  const { start } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (...when) {
    seen.sounds.push(this.buffer!.duration);
    start.apply(this, when);
  };
}

/** What `watchPage` saw. */
interface Seen {
  shifts: string[];
  sounds: number[];
}

/** A settings file for this run. */
function settings(values: object): Record<string, string> {
  const file = join(mkdtempSync(join(tmpdir(), 'kf99-settings-')), 'settings.json');
  writeFileSync(file, JSON.stringify(values));
  return { KF99_SETTINGS: file };
}

/** Opens the kiosk with everything that it sends recorded. */
async function open(camera: string): Promise<{ visitor: Visitor; sent: Request[] }> {
  const visitor = await Visitor.open('about:blank', camera);
  const sent: Request[] = [];
  visitor.page.context().on('request', (request) => sent.push(request));
  await visitor.page.addInitScript(watchPage);
  await visitor.page.goto(product.url + KIOSK);
  return { visitor, sent };
}

test('three visits: nothing but small JSON leaves the page, nothing jumps, and what to do is said aloud', async () => {
  product = await Product.start();
  const { visitor, sent } = await open('masked-surgical');
  const heading = visitor.page.getByRole('heading');
  for (let n = 1; n <= 3; n++) {
    await expect(heading, `visitor ${n}`).toHaveText(ko.pass, { timeout: 60_000 });
    await expect(heading).toHaveText(ko.idle_title, { timeout: 30_000 });
  }
  const seen = (await visitor.page.evaluate('seen')) as Seen;
  expect(seen.shifts).toEqual([]);
  expect(seen.sounds.length, 'spoken prompts').toBeGreaterThanOrEqual(1);
  await visitor.close();

  const bodies = sent.filter((request) => request.method() !== 'GET');
  // The recording goes on: a fourth visitor may stand there before the page is closed.
  const visits = bodies.filter((request) => request.url().endsWith('/api/visits')).length;
  expect(visits).toBeGreaterThanOrEqual(3);
  for (const request of bodies) {
    // A body that is a Blob shows here as none.
    const text = request.postDataBuffer()?.toString() ?? 'not text';
    expect(request.headers()['content-type'], request.url()).toBe('application/json');
    expect(() => JSON.parse(text), request.url()).not.toThrow();
    expect(text.length, request.url()).toBeLessThan(EVIDENCE_BYTES);
  }
  // A frame could leave in an address, or to somebody else.
  for (const request of sent) {
    if (request.url().startsWith('blob:')) continue;
    expect(new URL(request.url()).origin).toBe(product.url);
    expect(request.url().length, request.url()).toBeLessThan(300);
    expect(['GET', 'PUT', 'POST']).toContain(request.method());
  }
  const bytes = bodies.reduce((sum, request) => sum + request.postDataBuffer()!.length, 0);
  expect(bytes / visits, 'bytes that a visit uploads').toBeLessThan(8192);
});

test('with pictures on, one JPEG of a visit is sent, and the idle screen says for how long it is kept', async () => {
  product = await Product.start(settings({ captures: 'on', captureDays: 3 }));
  const { visitor, sent } = await open('bare');
  await expect(visitor.page.getByText(ko.privacy_pictures.replace('{days}', '3'))).toBeVisible({
    timeout: 60_000,
  });
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.deny, { timeout: 60_000 });
  // The denial gives the picture its lasting name; before that there is a file that is still being written.
  const kept = () =>
    readdirSync(join(product.data, 'captures')).filter((name) => /^[0-9a-f-]+\.jpg$/.test(name));
  await expect.poll(() => kept().length, { timeout: 30_000 }).toBeGreaterThan(0);
  const [name] = kept();
  const beginning = [...readFileSync(join(product.data, 'captures', name!)).subarray(0, 3)];
  await visitor.close();
  const pictures = sent.filter((request) => request.url().includes('/api/captures/'));
  const visits = sent.filter((request) => request.url().endsWith('/api/visits'));
  const ids = visits.map((request) => (request.postDataJSON() as { id: string }).id);
  const pictured = pictures.map((request) => new URL(request.url()).pathname.split('/').at(-1)!);
  expect(new Set(pictured).size, 'one for each visit at the most').toBe(pictured.length);
  expect(ids).toEqual(expect.arrayContaining(pictured));
  expect(pictures[0]!.headers()['content-type']).toBe('image/jpeg');
  expect(beginning, 'of the file that the server made of it').toEqual([0xff, 0xd8, 0xff]);
});

/** Waits for a visitor's denial, and for the pictures that are kept of it; the visitor then leaves. */
async function keptOfDenied(visitor: Visitor): Promise<Frame[]> {
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.deny, { timeout: 60_000 });
  const folder = join(product.data, 'captures');
  const kept = () => readdirSync(folder).filter((name) => /^[0-9a-f-]+\.jpg$/.test(name));
  await expect.poll(() => kept().length, { timeout: 30_000 }).toBeGreaterThan(0);
  await visitor.close();
  await startNodeBackend();
  const pictures = await Promise.all(kept().map((name) => decodePicture(readFileSync(join(folder, name)))));
  return pictures.map(({ data, width, height }) => frameFromRgba(data, width, height));
}

test('a camera of another size: the face is blurred where it is, so that nobody is found in the picture', async () => {
  product = await Product.start(settings({ captures: 'on', captureDays: 3, captureRegion: 'blurred' }));
  const visitor = await Visitor.open(`${product.url}${KIOSK}`, await wideCamera('bare'));
  const kept = await keptOfDenied(visitor);
  const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
  for (const frame of kept) {
    const { width, height } = frame;
    expect((await pipeline.observe(frame)).faces, `faces in ${width}×${height} px`).toEqual([]);
  }
});

test('a camera on its side: with its turn the visitor is judged, and the kept picture is upright', async () => {
  product = await Product.start(settings({ captures: 'on', captureDays: 3, cameraTurn: '90' }));
  const visitor = await Visitor.open(`${product.url}${KIOSK}`, await cameraOnItsSide());
  const kept = await keptOfDenied(visitor);
  const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
  const [face] = (await pipeline.observe(kept[0]!)).faces;
  expect(face?.label).toBe('no_mask');
  expect(await pipeline.standsUpright(kept[0]!, face!)).toBe(true);
});

test('a camera on its side that nobody told of: the check says which turn finds more faces', async () => {
  product = await Product.start();
  const visitor = await Visitor.open(`${product.url}${KIOSK}`, await cameraOnItsSide());
  const { page } = visitor;
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 60_000 });
  const post = (path: string, body: object) =>
    page.evaluate(
      async ([to, json]) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(to, { method: 'POST', headers, body: json });
        return answer.ok ? 'ok' : ((await answer.json()) as { code: string }).code;
      },
      [path, JSON.stringify(body)] as const,
    );
  expect(await post('/api/session', ADMIN)).toBe('ok');
  // Nobody is before the camera at first, and then a picture is taken.
  await expect.poll(() => post('/api/admin/camera-check', {}), { timeout: 90_000 }).toBe('turn_90');
  visitor.forgive(/409/);
  await visitor.close();
});

/** A camera of 640×480 that has to be turned clockwise. */
function cameraOnItsSide(): Promise<string> {
  return changedCamera('bare', (frame) => frame.rotate(270).resize(640, 480, { fit: 'contain' }));
}

/** A recording as a camera of 1280×720 delivers it; the page asks for 640×480, and the browser scales what it shows. */
function wideCamera(name: string): Promise<string> {
  return changedCamera(name, (frame) => frame.resize(960, 720).extend({ left: 160, right: 160 }));
}

/** A camera that shows each frame of a recording changed. */
async function changedCamera(name: string, change: (frame: Sharp) => Sharp): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'kf99-camera-')), `${name}.mjpeg`);
  for (const jpeg of splitMjpeg(readFileSync(await recording(name)))) {
    appendFileSync(path, await change(sharp(jpeg)).jpeg({ quality: 90 }).toBuffer());
  }
  return path;
}

test('a visitor’s language lasts for the visit, and the voice speaks it', async () => {
  product = await Product.start();
  const { visitor, sent } = await open('masked-surgical');
  const { page } = visitor;
  const heading = page.getByRole('heading');
  await expect(heading).toHaveText(ko.idle_title, { timeout: 60_000 });
  await page.getByRole('button', { name: '日本語' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(heading).toHaveText(ja.pass, { timeout: 60_000 });
  await expect(heading).toHaveText(ko.idle_title, { timeout: 30_000 });
  await visitor.close();
  // Vite puts all recordings into one folder; the bytes tell the language.
  expect(sent.filter((request) => /go_in[^/]*\.opus$/.test(request.url())).length).toBeGreaterThanOrEqual(1);
});

test('a call for staff is told to them, and the visitor is told when it was not', async () => {
  product = await Product.start();
  const visitor = await Visitor.open(`${product.url}${KIOSK}`, 'empty');
  const { page } = visitor;
  const heading = page.getByRole('heading');
  await expect(heading).toHaveText(ko.idle_title, { timeout: 60_000 });
  const heard = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const events = new EventSource('/api/events');
        events.addEventListener('call', (event: MessageEvent<string>) => resolve(event.data));
        events.onopen = () => document.body.setAttribute('data-listening', '');
      }),
  );
  await expect(page.locator('body')).toHaveAttribute('data-listening');
  await page.getByRole('button', { name: ko.call_staff }).click();
  await expect(heading).toHaveText(ko.call_failed, { timeout: 10_000 });
  await page.getByRole('button', { name: ko.back }).click();
  const staff = await visitor.another(`${product.url}/admin/alarms?lang=ko`);
  await logIn(staff);
  await page.getByRole('button', { name: ko.call_staff }).click();
  await expect(heading).toHaveText(ko.called);
  await staff.getByRole('button', { name: '확인', exact: true }).first().click();
  await expect(heading).toHaveText(ko.call_answered);
  await staff.close();
  expect(JSON.parse(await heard)).toMatchObject({ call: { screen: 'idle', language: 'ko', visit: null } });
  await page.getByRole('button', { name: ko.back }).click();
  await expect(heading).toHaveText(ko.idle_title);

  await page.route('**/api/kiosk/call', (route) => route.abort());
  await page.getByRole('button', { name: ko.call_staff }).click();
  await expect(heading).toHaveText(ko.call_failed);
  await page.getByRole('button', { name: ko.back }).click();

  // Where no server answers there is no button that calls nobody.
  await product.crash();
  await expect(page.getByRole('status')).toContainText(ko.speak_staff, { timeout: 20_000 });
  await expect(page.getByRole('button', { name: ko.call_staff })).toHaveCount(0);
  visitor.forgive(SERVER_GONE);
  await visitor.close();
  product = await Product.start({ KF99_DATA: product.data });
});

test('staff let in who has called: the call and the visit end on the screen, and nothing was stored behind the call', async () => {
  product = await Product.start();
  const visitor = await Visitor.open(product.url + KIOSK, 'bare');
  const { page } = visitor;
  const heading = page.getByRole('heading');
  await expect(heading).toHaveText(ko.deny, { timeout: 60_000 });
  const staff = await visitor.another(`${product.url}/admin/alarms`);
  await logIn(staff);
  await page.bringToFront();
  await page.getByRole('button', { name: ko.call_staff }).click();
  await expect(heading).toHaveText(ko.called);
  const called = Date.now();
  // Long enough for the check to come round again: the page beats every 5 s.
  for (let beats = 0; beats < 3; beats++) {
    await page.waitForRequest((request) => request.url().endsWith('/api/kiosk/heartbeat'));
  }
  await expect(heading).toHaveText(ko.called);
  const answer = await page.evaluate(async (admin) => {
    const post = (path: string, body: object) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('/api/session', admin);
    return (await post('/api/admin/staff-pass', { key: crypto.randomUUID(), reason: 'child' })).status;
  }, ADMIN);
  expect(answer).toBe(200);
  await expect(heading).toHaveText(ko.pass);
  await visitor.close();
  const rows = await product.history(2);
  const letIn = rows.find(({ verdict }) => verdict === 'staff')!;
  const behind = rows.filter(({ visited }) => visited.getTime() > called && visited < letIn.visited);
  expect(behind).toEqual([]);
});
