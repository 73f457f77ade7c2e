/** `/vision.html`: the kiosk's own worker and pipeline on single pictures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { FrameResult } from '../../web/kiosk/vision/run-frame.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

const GROUP = join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo/sample4.jpg');
/** The score from which the detector that ships shows a face. */
const SHOWN: number = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../models/face/manifest.json'), 'utf8'),
).minScore;
let product: Product;

test.beforeAll(async () => {
  product = await Product.start();
});
test.afterAll(async () => {
  await product.stop();
});

async function judge(visitor: Visitor): Promise<FrameResult> {
  const data = readFileSync(GROUP).toString('base64');
  return visitor.page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const canvas = document.createElement('canvas');
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
    return window.runFrame(canvas);
  }, data);
}

test('runFrame finds the four bare faces of a group photo, in its own pixels', async () => {
  const visitor = await Visitor.open(`${product.url}/vision.html`, null);
  const { faces, ms } = await judge(visitor);
  expect(faces).toHaveLength(4);
  expect(ms).toBeGreaterThan(0);
  for (const { box, label, score, probabilities } of faces) {
    const [x, y, width, height] = box;
    expect(x + width / 2).toBeGreaterThan(200);
    expect(y + height / 2).toBeLessThan(400);
    expect(score).toBeGreaterThan(SHOWN);
    expect(probabilities.mask + probabilities.no_mask + probabilities.incorrect).toBeCloseTo(1, 5);
    expect(probabilities[label]).toBe(Math.max(...Object.values(probabilities)));
    expect(label).toBe('no_mask');
  }
  await visitor.close();
});

test('the planes of both camera formats give the same answer', async () => {
  const visitor = await Visitor.open(`${product.url}/vision.html`, null);
  const data = readFileSync(GROUP).toString('base64');
  const [planar, interleaved] = await visitor.page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const [width, height] = [bitmap.width & ~1, bitmap.height & ~1];
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data: rgba } = context.getImageData(0, 0, width, height);
    // Chroma of each 2×2 by its first pixel.
    const luma = new Uint8Array(width * height);
    const u: number[] = [];
    const v: number[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        const [r, g, b] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
        luma[y * width + x] = 16.5 + 0.257 * r + 0.504 * g + 0.098 * b;
        if (x % 2 || y % 2) continue;
        u.push(128.5 - 0.148 * r - 0.291 * g + 0.439 * b);
        v.push(128.5 + 0.439 * r - 0.368 * g - 0.071 * b);
      }
    }
    // A minute apart: nobody is followed from one to the other, and the whole frame is searched for both.
    const judged = async (format: 'I420' | 'NV12', chroma: number[], at: number) => {
      const planes = new Uint8Array([...luma, ...chroma]);
      const init = { format, codedWidth: width, codedHeight: height, timestamp: 0 };
      const { observation } = await window.followFrame(new VideoFrame(planes, init), at);
      return observation.faces.map(({ label, probabilities }) => ({ label, mask: probabilities.mask }));
    };
    return [
      await judged('I420', [...u, ...v], 0),
      await judged(
        'NV12',
        u.flatMap((value, i) => [value, v[i]!]),
        60_000,
      ),
    ];
  }, data);
  expect(planar!.length).toBeGreaterThan(0);
  expect(interleaved!.map(({ label }) => label)).toEqual(planar!.map(({ label }) => label));
  interleaved!.forEach(({ mask }, i) => {
    expect(Math.abs(mask - planar![i]!.mask)).toBeLessThan(0.01);
  });
  await visitor.close();
});

/** TensorFlow.js takes at most half of the cores: with four of them, two threads really run. */
async function pretendFourCores(visitor: Visitor): Promise<void> {
  await visitor.page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const four = `Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 4 });\n`;
    await route.fulfill({ response, body: four + (await response.text()) });
  });
}

test('two threads really run on four cores, and WebGL answers as WASM does', async () => {
  const wasm = await Visitor.open('about:blank', null);
  await pretendFourCores(wasm);
  await wasm.page.goto(`${product.url}/vision.html?threads=2`);
  const expected = await judge(wasm);
  await expect(wasm.page.getByRole('status')).toContainText('wasm, 2 thread(s), SIMD on');
  await wasm.close();
  const webgl = await Visitor.open(`${product.url}/vision.html?backend=webgl`, null);
  const got = await judge(webgl);
  webgl.forgive(/GPU stall|GL Driver|software WebGL|swiftshader/i);
  await webgl.close();
  expect(got.faces.map((face) => face.label)).toEqual(expected.faces.map((face) => face.label));
  got.faces.forEach((face, i) => {
    expect(Math.abs(face.probabilities.mask - expected.faces[i]!.probabilities.mask)).toBeLessThan(0.02);
  });
});

test('a backend that does not exist is refused with the ones that do', async () => {
  const visitor = await Visitor.open(`${product.url}/vision.html?backend=cuda`, null);
  await expect(visitor.page.getByRole('status')).toContainText('use one of wasm, webgl, webgpu');
  visitor.forgive(/backend=cuda is unknown/);
  await visitor.close();
});
