import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, fail, fromPart, ok, warn } from './finding.ts';

/** pam moves the session out of its unit into a scope of logind's, so its words are found by the user alone. */
const SESSION_LOG = 'sudo journalctl --boot _UID=$(id -u kf99-kiosk)';

/** What the page says of its camera, and whether the machine has one at all. */
export const camera: Check = ({ health, root }) => {
  const devices = list(join(root, 'dev')).filter((name) => /^video\d+$/.test(name));
  const there = devices.length > 0 ? `This machine has ${devices.length} video devices.` : null;
  const page = health?.parts.kiosk;
  if (page?.camera === 'live') return [ok('camera', 'The page sees: its camera is live.')];
  if (page && page.status !== 'off' && page.camera !== null) {
    const found = fromPart('camera', page, advice(page.camera));
    return [there === null ? found : { ...found, says: `${found.says} ${there}` }];
  }
  if (page && !page.open) return [ok('camera', page.detail)];
  if (there === null) {
    return [
      warn(
        'camera',
        'No page has called, and this machine (or container) has no video device.',
        'Plug the camera in; where the browser runs on another machine or outside the container, look there.',
      ),
    ];
  }
  const todo = existsSync(join(root, 'etc/kf99-kiosk.conf'))
    ? `The kiosk's session did not come up: ${SESSION_LOG} says why.`
    : 'Open the kiosk page on this machine and allow the camera.';
  return [warn('camera', `No page has called. ${there}`, todo)];
};

function advice(state: string): string {
  switch (state) {
    case 'absent':
      return 'Plug a USB camera in; the browser can’t open one on the ribbon cable.';
    case 'denied':
      return 'Allow the camera for this address in the browser; the kiosk set-up does it by a policy.';
    case 'busy':
      return 'End the other program that uses the camera: fuser -v /dev/video* names it.';
    default:
      return 'Look at the lens and the cable; end other programs that use the camera.';
  }
}

/** Whether vision can use more than one core of the page's machine, or does well with one. */
export const threads: Check = ({ health }) => {
  const vision = health?.parts.kiosk.vision;
  if (!vision) return [];
  const says = `${vision.backend}, ${vision.threads} threads, ${vision.fps.toFixed(1)} frames a second: ${vision.why}${vision.reason && `, ${vision.reason}`}; kernels: ${vision.kernels}`;
  if (!vision.cross_origin_isolated) {
    return [
      fail(
        'threads',
        `The page is not isolated, so it has one thread (${says}).`,
        'Let the proxy pass the headers Cross-Origin-Opener-Policy and -Embedder-Policy, and use https or 127.0.0.1.',
      ),
    ];
  }
  // One thread may be the best choice, too: with kernels of our own, several gain little.
  const measured = vision.why === 'compared';
  if (vision.threads > 1 || vision.backend !== 'wasm' || measured) return [ok('threads', says)];
  return [warn('threads', says, 'Look at the reason above; a machine with one core is too slow.')];
};

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
