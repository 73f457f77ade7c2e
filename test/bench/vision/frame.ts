import type { Page } from 'playwright';
import type { Figure } from '../figures.ts';
import { HEIGHT, loadFrames, WIDTH } from './camera-frames.ts';
import { Kiosk } from './kiosk.ts';
import { onSite } from './site.ts';

export const RECORDING = 'masked-surgical';
/** Frames before it is measured. */
export const WARM = 60;
const MEASURED = 600;
const BUDGET_MS = 12;
/** Between two frames of the camera, ms. */
const INTERVAL = 1000 / 30;

interface Followed {
  tensors: number;
  /** Frames in which a face was judged. */
  judged: number;
  stages: { pixels: number; detect: number; crop: number; classify: number };
}

/** CPU ms of the worker for a frame in which a masked face is followed, judged and answered; one thread. */
export async function frameCost(): Promise<Record<string, Figure>> {
  return onVisionPage(async (kiosk) => {
    await loadFrames(kiosk.page, RECORDING);
    await follow(kiosk.page, 0, WARM);
    const before = kiosk.workerCpuMs();
    const { judged, stages } = await follow(kiosk.page, WARM, MEASURED);
    const cpu = (kiosk.workerCpuMs() - before) / MEASURED;
    console.log(
      `median ms: pixels ${stages.pixels}, detect ${stages.detect}, crop ${stages.crop}, classify ${stages.classify}`,
    );
    return {
      'frames with a judged face, of all': { value: judged / MEASURED, budget: ['>=', 0.99] },
      'CPU ms a frame': { value: cpu, budget: ['<=', BUDGET_MS] },
    };
  });
}

/** Many frames: what grows. */
export async function soak(count: number): Promise<Record<string, Figure>> {
  return onVisionPage(async (kiosk) => {
    await loadFrames(kiosk.page, RECORDING);
    const first = await follow(kiosk.page, 0, 500);
    const heap = await kiosk.heapMb();
    const last = await follow(kiosk.page, 500, count);
    const grown = (await kiosk.heapMb()) - heap;
    const failed = await kiosk.page.textContent('#status');
    return {
      'tensors more after the frames': { value: last.tensors - first.tensors, budget: ['<=', 0] },
      'JS heap MB more': { value: grown, budget: ['<=', 5] },
      'workers dropped': { value: /crash|could not/i.test(failed ?? '') ? 1 : 0, budget: ['<=', 0] },
      frames: { value: count, budget: ['>=', 20_000] },
    };
  });
}

function onVisionPage<T>(work: (kiosk: Kiosk) => Promise<T>): Promise<T> {
  return onSite(async (url) => {
    const kiosk = await openVision(url, false);
    try {
      return await work(kiosk);
    } finally {
      await kiosk.close();
    }
  });
}

/** The page for measuring, warm. @param without refuses it our kernels, so that TF.js' own run */
export async function openVision(url: string, without: boolean): Promise<Kiosk> {
  const kiosk = await Kiosk.open('about:blank', null);
  try {
    if (without) await kiosk.page.context().route('**/models/kernels/*', (route) => route.abort());
    await kiosk.page.goto(`${url}/vision.html?backend=wasm&threads=1`);
    await kiosk.page.locator('#status', { hasText: 'Ready' }).waitFor({ timeout: 60_000 });
    return kiosk;
  } catch (error) {
    await kiosk.close();
    throw error;
  }
}

/** Follows `count` frames, one after the other, as the camera's frames from number `from` on. */
export function follow(page: Page, from: number, count: number): Promise<Followed> {
  return page.evaluate(
    async ([begin, total, interval, width, height]) => {
      const stages = {
        pixels: [] as number[],
        detect: [] as number[],
        crop: [] as number[],
        classify: [] as number[],
      };
      let judged = 0;
      let tensors = 0;
      for (let i = begin; i < begin + total; i++) {
        const data = window.benchFrames[i % window.benchFrames.length]!;
        const timestamp = i * interval;
        const init = {
          format: 'I420' as const,
          codedWidth: width,
          codedHeight: height,
          timestamp: timestamp * 1000,
        };
        const answer = await window.followFrame(new VideoFrame(data, init), timestamp);
        const { faces, ms } = answer.observation;
        if (faces.length > 0) judged += 1;
        tensors = answer.tensors;
        if (i < begin + 1000) {
          stages.pixels.push(answer.pixels);
          for (const key of ['detect', 'crop', 'classify'] as const) stages[key].push(ms[key]);
        }
      }
      const median = (values: number[]) =>
        Number(values.sort((a, b) => a - b)[values.length >> 1]!.toFixed(2));
      return {
        judged,
        tensors,
        stages: {
          pixels: median(stages.pixels),
          detect: median(stages.detect),
          crop: median(stages.crop),
          classify: median(stages.classify),
        },
      };
    },
    [from, count, INTERVAL, WIDTH, HEIGHT] as const,
  );
}
