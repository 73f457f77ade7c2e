import { recording } from '../../harness/index.ts';
import type { Kiosk } from '../kiosk.ts';
import type { Scenario, Scenarios } from './scenario.ts';

const GROUNDS = { pass: '0a5c36', deny: '8c1d18' };
/** By a clinical thermometer, as test/boot does it: until then the thermometer decides on nobody. */
const CALIBRATION = `insert into calibrations (at, author, reference, reference_c, measured_c, readings, spread_c,
  offset_before, offset_after, thermometer, simulated)
  values ('2026-01-01T00:00:00.000Z', 'test', 'clinical', 36.57, 34.12, 20, 0.1, 2.45, 2.45, 'serial', 0)`;

/**
 * vivid draws test pictures and no faces, and v4l2loopback is no module of Debian's kernel: the camera is Chromium's own
 * fake one, with a recording. All else is as shipped.
 */
async function before(kiosk: Kiosk, name: string): Promise<void> {
  await kiosk.sql(CALIBRATION.replaceAll('\n', ' '));
  await kiosk.vm.copy(await recording(name), '/opt/camera.mjpeg');
  const flags = '--use-fake-device-for-media-stream --use-file-for-fake-video-capture=/opt/camera.mjpeg';
  await kiosk.vm.ssh(
    `chmod 644 /opt/camera.mjpeg; echo 'export CHROMIUM_FLAGS="$CHROMIUM_FLAGS ${flags}"' > /etc/chromium.d/camera; systemctl restart kf99 kf99-kiosk`,
  );
  await kiosk.health(
    'the camera shows the recording',
    ({ kiosk: { camera, vision } }) => camera === 'live' && vision?.camera_label.includes('mjpeg') === true,
  );
}

function visitor(name: string, verdict: 'pass' | 'deny'): Scenario {
  return {
    expected: `a visitor of the recording '${name}' before camera and thermometer: ${verdict} on the screen and in the store`,
    async play(kiosk) {
      await before(kiosk, name);
      kiosk.board.board.scene.setVisitor(true);
      await kiosk.ground(verdict, GROUNDS[verdict]);
      const visits = (await kiosk.sql(
        `select verdict, mask, round(estimate_c, 1) as estimate_c, frames from visits where verdict = '${verdict}'`,
      )) as unknown[];
      const { kiosk: page } = await kiosk.health('the page is there', () => true);
      return `${JSON.stringify(visits[0])}; ${page.vision?.fps} pictures a second, detection ${page.vision?.stages.detect} ms`;
    },
  };
}

export const VISITORS: Scenarios = {
  pass: visitor('masked-surgical', 'pass'),
  deny: visitor('bare', 'deny'),
};
