/** A thermometer that breaks before a page: the real firmware on a simulated board, plugged into a real serial port. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty } from '../../firmware/simulator/pty.ts';
import { makeBoard } from '../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import { catalogue } from '../../web/kiosk/messages/text.ts';
import { calibrateFolder } from '../edge-server/doubles/calibrate.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

const { ko } = catalogue;
/** °C that count for a temperature, calibrated or not; whether it is a fever is another matter. */
const WARM = 37.4;
const NAMES = { ko: '한국어', en: 'English', ja: '日本語', zh: '中文' } as const;

test('unplugged: no visitor is asked for the forehead; staff are told, in four languages; plugged in, the next is measured', async () => {
  test.setTimeout(180_000);
  const path = join(mkdtempSync(join(tmpdir(), 'kf99-cable-')), 'thermometer');
  const cable = new UsbCable(makeBoard());
  const stopTime = runInRealTime(() => cable.board);
  let pty = await exposeOnPty(cable, path);
  const data = mkdtempSync(join(tmpdir(), 'kf99-'));
  await calibrateFolder(data);
  const product = await Product.start({ KF99_DATA: data, KF99_THERMOMETER: path });
  const visitor = await Visitor.open('about:blank', 'masked-surgical');
  const { page } = visitor;
  const heading = page.getByRole('heading');
  const status = page.getByRole('status');
  // From the sure mask, which is posted, to the verdict in the page.
  const waits: number[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().endsWith('/api/visits')) waits.push(request.timing().responseEnd);
  });
  // Whoever stands there has a forehead, as far as the sensor can tell.
  cable.board!.scene.skin = WARM;
  cable.board!.scene.setVisitor(true);
  await pty.unplug();
  await page.goto(`${product.url}/?replayed=1`);
  await expect(heading).toHaveText(ko.thermometer_broken, { timeout: 60_000 });
  for (const [code, name] of Object.entries(NAMES)) {
    const words = catalogue[code as keyof typeof NAMES];
    await page.getByRole('button', { name }).click();
    // The recording goes on: another visitor may step up, who is told the same.
    await expect(heading).toHaveText(words.thermometer_broken, { timeout: 30_000 });
    // No page of staff is open, and nobody has a way of being told.
    await expect(status).toContainText(words.speak_staff);
  }
  console.log(`sure mask to verdict, unplugged: ${waits.map(Math.round).join(', ')} ms`);
  pty = await exposeOnPty(cable, path);
  const measured = async () => (await product.history(1)).some(({ estimate_c }) => estimate_c !== null);
  await expect.poll(measured, { timeout: 60_000 }).toBe(true);
  await visitor.close();

  const rows = await product.history(2);
  const broken = rows.filter(({ reasons }) => reasons.includes('thermometer_broken'));
  expect(broken.length).toBeGreaterThan(0);
  for (const row of broken) expect(row).toMatchObject({ verdict: 'deny', mask: 'mask', estimate_c: null });
  const blamed = rows.filter(({ reasons }) => /temperature_missing|too_cold/.test(reasons.join()));
  expect(blamed).toEqual([]);
  await product.stop();
  await pty.unplug();
  stopTime();
});
