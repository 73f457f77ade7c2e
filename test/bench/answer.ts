import type { Page } from 'playwright';
import { readFrameNumber } from '../harness/index.ts';

const ANSWERS = ['pass', 'deny', 'adjust'];

/** Waits for the next answer on the screen and reads the frame number that the camera shows at that moment. */
export async function frameAtAnswer(page: Page): Promise<number> {
  const strip = await page.evaluate(async (answers) => {
    const idle = () => document.querySelector('.kiosk.calm .mirror');
    const shown = () => answers.some((tone) => document.querySelector(`.kiosk.${tone}`));
    const frame = () => new Promise(requestAnimationFrame);
    // The first answer after nobody was there: who stays is checked again, and that is another wait.
    while (!idle()) await frame();
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const video = document.createElement('video');
    video.srcObject = stream;
    video.muted = true;
    await video.play();
    while (!shown()) await frame();
    const canvas = new OffscreenCanvas(640, 8);
    const context = canvas.getContext('2d')!;
    context.drawImage(video, 0, 0);
    for (const track of stream.getTracks()) track.stop();
    return Array.from(context.getImageData(0, 0, 640, 8).data);
  }, ANSWERS);
  const number = readFrameNumber({ width: 640, height: 8, data: Uint8ClampedArray.from(strip) });
  if (!number) throw new Error('the frame number could not be read: is this camera the recording?');
  return number.frame;
}
