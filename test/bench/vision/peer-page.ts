import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { withMetadata } from './with-metadata.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Where packages are; a peer's that the product has, too, are the product's. */
const MODULES = ['.', 'models/training', 'test/bench'].map((folder) => join(ROOT, folder, 'node_modules'));
const SHORT_RANGE = '@mediapipe/face_detection/face_detection_short_range.tflite';
const ORIGIN = 'http://peers.localhost';
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Run in the page: loads a detector and puts `window.detect(canvas)` there, which answers how many faces it found. */
export const PEERS: Record<string, string> = {
  '@mediapipe/tasks-vision': `
    const { FaceDetector, FilesetResolver } = await import('/@mediapipe/tasks-vision/vision_bundle.mjs');
    const files = await FilesetResolver.forVisionTasks('/@mediapipe/tasks-vision/wasm');
    const modelAssetBuffer = new Uint8Array(await (await fetch('/short-range-with-metadata')).arrayBuffer());
    const detector = await FaceDetector.createFromOptions(files, {
      baseOptions: { modelAssetBuffer, delegate: 'CPU' }, runningMode: 'VIDEO',
    });
    window.detect = (canvas) => detector.detectForVideo(canvas, performance.now()).detections.length;`,
  '@vladmandic/human': `
    const { Human } = await import('/@vladmandic/human/dist/human.esm.js');
    const off = { enabled: false };
    const human = new Human({
      backend: 'wasm', wasmPath: location.origin + '/@tensorflow/tfjs-backend-wasm/dist/',
      modelBasePath: location.origin + '/@vladmandic/human/models/', cacheSensitivity: 0, filter: off, gesture: off,
      face: { enabled: true, detector: { rotation: false, maxDetected: 1, skipFrames: 0, skipTime: 0 }, mesh: off,
        iris: off, emotion: off, description: off, antispoof: off, liveness: off, attention: off },
      body: off, hand: off, object: off, segmentation: off,
    });
    await human.load();
    window.detect = async (canvas) => (await human.detect(canvas)).face.length;`,
  '@vladmandic/face-api': `
    const api = await import('/@vladmandic/face-api/dist/face-api.esm.js');
    api.tf.setWasmPaths(location.origin + '/@tensorflow/tfjs-backend-wasm/dist/');
    await api.tf.setBackend('wasm');
    await api.tf.ready();
    await api.nets.tinyFaceDetector.load('/@vladmandic/face-api/model');
    const options = new api.TinyFaceDetectorOptions({ inputSize: 224 });
    window.detect = async (canvas) => (await api.detectAllFaces(canvas, options)).length;`,
};

/** A file of a package, wherever that is installed. */
function find(file: string): string | undefined {
  return MODULES.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

/** A page with nothing but the peer; its files come from node_modules, and nothing from any network. */
export async function openPeer(browser: Browser, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    if (pathname === '/short-range-with-metadata') {
      return route.fulfill({ body: Buffer.from(withMetadata(readFileSync(find(SHORT_RANGE)!))) });
    }
    const path = find(pathname);
    if (!path) return route.fulfill({ status: 404 });
    return route.fulfill({ path, contentType: TYPES[extname(pathname)] ?? 'application/octet-stream' });
  });
  await page.goto(ORIGIN);
  await page.evaluate(`(async () => {${PEERS[name]}})()`);
  return page;
}
