import { LABELS } from '../../../models/pipeline/labels.ts';
import type { FrameResult } from '../../../web/kiosk/vision/run-frame.ts';
import type { Figure } from '../figures.ts';
import { Kiosk } from './kiosk.ts';
import { photos } from './photos.ts';
import { onSite } from './site.ts';

const SOFTWARE = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
];
/** WebGPU by software takes minutes to be warm. */
const WARM_LIMIT_MS = 600_000;
/** Most by which a probability may differ. */
const APART = 0.02;

interface Way {
  name: string;
  search: string;
  /** Kernels of ours: none, or the build for browsers without relaxed SIMD; else what the browser can run. */
  kernels?: 'none' | 'simd';
  args?: readonly string[];
}

/** TF.js' own kernels on one thread, by which the others are judged. */
const REFERENCE: Way = { name: 'wasm, TF.js’ kernels', search: 'backend=wasm&threads=1', kernels: 'none' };
const OTHERS: readonly Way[] = [
  { name: 'wasm, our kernels', search: 'backend=wasm&threads=1' },
  { name: 'wasm, our kernels without relaxed SIMD', search: 'backend=wasm&threads=1', kernels: 'simd' },
  { name: 'wasm, 2 threads', search: 'backend=wasm&threads=2' },
  { name: 'webgl', search: 'backend=webgl&threads=1', args: SOFTWARE },
  { name: 'webgpu', search: 'backend=webgpu&threads=1', args: SOFTWARE },
];

/** Whether every backend, and each build of our kernels, says the same of the same photos; those that run here. */
export function agreement(folder: string | undefined, count: number): Promise<Record<string, Figure>> {
  return onSite(async (url) => {
    const pictures: Buffer[] = [];
    for await (const picture of photos(folder, count)) pictures.push(picture);
    const wanted = await answers(url, REFERENCE, pictures);
    const figures: Record<string, Figure> = {
      photos: { value: pictures.length, budget: ['>=', 200] },
      'faces in them': { value: wanted.flat().length, budget: ['>=', 100] },
    };
    for (const way of OTHERS) {
      const given = await answers(url, way, pictures).catch((error: unknown) => {
        console.log(`${way.name}: does not run here: ${String(error).split('\n')[0]}`);
        return null;
      });
      if (given === null) continue;
      const compared = pictures.map((_, i) => compare(wanted[i]!, given[i]!));
      const differ = compared.filter(({ same }) => !same).length;
      figures[`${way.name}: photos with other faces or labels`] = { value: differ, budget: ['<=', 0] };
      const apart = Math.max(...compared.map((one) => one.apart));
      figures[`${way.name}: most that a probability differs by`] = { value: apart, budget: ['<=', APART] };
    }
    return figures;
  });
}

async function answers(url: string, way: Way, pictures: readonly Buffer[]): Promise<FrameResult['faces'][]> {
  const kiosk = await Kiosk.open('about:blank', null, undefined, way.args);
  try {
    const { page } = kiosk;
    await page.context().route('**/models/kernels/*', (route) => {
      if (way.kernels === 'none') return route.abort();
      if (way.kernels === 'simd') return route.continue({ url: `${url}/models/kernels/simd.wasm` });
      return route.continue();
    });
    await page.goto(`${url}/vision.html?${way.search}`);
    const status = page.locator('#status', { hasText: /Ready|Could not|crashed/ });
    await status.waitFor({ timeout: WARM_LIMIT_MS });
    const said = await page.textContent('#status');
    if (!said?.startsWith('Ready')) throw new Error(said ?? 'no status');
    console.log(`${way.name}: ${said}`);
    const all: FrameResult['faces'][] = [];
    for (const picture of pictures) {
      all.push(
        await page.evaluate(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
          return (await window.runFrame(new Blob([bytes]))).faces;
        }, picture.toString('base64')),
      );
    }
    return all;
  } finally {
    await kiosk.close();
  }
}

function compare(
  wanted: FrameResult['faces'],
  given: FrameResult['faces'],
): { same: boolean; apart: number } {
  const same = wanted.length === given.length && wanted.every(({ label }, i) => label === given[i]!.label);
  if (!same) return { same, apart: 0 };
  const apart = wanted.flatMap((face, i) =>
    LABELS.map((label) => Math.abs(face.probabilities[label] - given[i]!.probabilities[label])),
  );
  return { same, apart: Math.max(0, ...apart) };
}
