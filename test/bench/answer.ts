import type { Page } from 'playwright';
import { readFrameNumber } from '../harness/index.ts';

const ANSWERS = ['pass', 'deny', 'adjust'];

/**
 * Waits for the next answer on the screen and reads the frame number that the camera shows at that moment. The page does
 * nothing more for it meanwhile than for a visitor: no picture is drawn but those of the page, and of the camera one frame is kept.
 */
export async function frameAtAnswer(page: Page): Promise<number> {
  const strip = await page.evaluate(async (answers) => {
    const idle = () => document.querySelector('.kiosk.calm .mirror') !== null;
    const shown = () => answers.some((tone) => document.querySelector(`.kiosk.${tone}`));
    const until = async (holds: () => boolean) => {
      if (holds()) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = new MutationObserver(() => holds() && resolve());
      watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['class'] });
      await promise;
      watch.disconnect();
    };
    // The first answer after nobody was there: who stays is checked again, and that is another wait.
    await until(idle);
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const [track] = stream.getVideoTracks();
    // TypeScript's library knows this class in workers only, without `track`.
    const init = { track, maxBufferSize: 1 } as unknown as MediaStreamTrackProcessorInit;
    const frames = new MediaStreamTrackProcessor(init).readable.getReader();
    await until(shown);
    await new Promise(requestAnimationFrame);
    const { value: newest } = await frames.read();
    const canvas = new OffscreenCanvas(640, 8);
    const context = canvas.getContext('2d')!;
    context.drawImage(newest!, 0, 0);
    newest!.close();
    track!.stop();
    return Array.from(context.getImageData(0, 0, 640, 8).data);
  }, ANSWERS);
  const number = readFrameNumber({ width: 640, height: 8, data: Uint8ClampedArray.from(strip) });
  if (!number) throw new Error('the frame number could not be read: is this camera the recording?');
  return number.frame;
}
