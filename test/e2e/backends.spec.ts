/** A backend that starts slowly is no lost camera. */
import { expect, test } from 'playwright/test';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

let product: Product;
test.beforeEach(async () => {
  product = await Product.start();
});
test.afterEach(async () => {
  await product.stop();
});

const SOFTWARE = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Beats of a page, one every 5 s, over which a camera was once called lost. */
const BEATS = 6;

/** WebGPU by software takes minutes to be warm on two busy cores: there it is enough that nobody calls the camera lost. */
for (const [backend, becomesLive] of [
  ['webgl', true],
  ['webgpu', false],
] as const) {
  test(`${backend}: the camera is starting until its worker is warm, ${becomesLive ? 'then live, ' : ''}and never lost`, async () => {
    test.slow();
    const visitor = await Visitor.open('about:blank', 'empty', undefined, SOFTWARE);
    const said: string[] = [];
    visitor.page.on('request', (request) => {
      if (!request.url().endsWith('/api/kiosk/heartbeat')) return;
      said.push((request.postDataJSON() as { camera: string }).camera);
    });
    await visitor.page.goto(`${product.url}/?backend=${backend}`);
    if (becomesLive) await expect.poll(() => said.at(-1), { timeout: 120_000 }).toBe('live');
    else await expect.poll(() => said.length, { timeout: 120_000 }).toBeGreaterThanOrEqual(BEATS);
    expect(said.filter((camera) => camera !== 'starting' && camera !== 'live')).toEqual([]);
    visitor.forgive(/GPU stall|GL Driver|software WebGL|swiftshader|WebGPU|powerPreference/i);
    await visitor.close();
  });
}
