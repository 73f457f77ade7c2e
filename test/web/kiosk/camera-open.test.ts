import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cameras, openCamera } from '../../../web/kiosk/camera/open.ts';

const NAMES = { a: 'Built-in (1234:5678)', b: 'USB Camera 2', c: 'Capture card' } as const;
type Id = keyof typeof NAMES;

/** Three cameras; the first is the browser's own choice. Some are held by another program. */
class ThreeCameras {
  readonly opened: string[] = [];
  stopped = 0;
  /** Names are told only to a page that was allowed a camera. */
  allowed: boolean;
  readonly #held: readonly Id[];

  constructor(allowed: boolean, held: readonly Id[]) {
    this.allowed = allowed;
    this.#held = held;
  }

  async getUserMedia({ video }: MediaStreamConstraints): Promise<MediaStream> {
    this.allowed = true;
    const wanted = ((video as MediaTrackConstraints).deviceId as { exact: Id } | undefined)?.exact ?? 'a';
    if (this.#held.includes(wanted)) throw new DOMException('in use', 'NotReadableError');
    this.opened.push(NAMES[wanted]);
    const track = { label: NAMES[wanted], stop: () => (this.stopped += 1) };
    return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const input = (id: Id) => ({
      kind: 'videoinput',
      label: this.allowed ? NAMES[id] : '',
      deviceId: this.allowed ? id : '',
    });
    const microphone = { kind: 'audioinput', label: 'USB Camera 2', deviceId: 'mic' };
    return [microphone, input('a'), input('b'), input('c')] as MediaDeviceInfo[];
  }
}

async function open(wanted: string, { allowed = true, held = [] as Id[] } = {}) {
  const cameras = new ThreeCameras(allowed, held);
  const stream = await openCamera(cameras as unknown as Cameras, wanted);
  return { label: stream.getVideoTracks()[0]!.label, opened: cameras.opened, stopped: cameras.stopped };
}

test('where names are known the camera that is named is opened, and no other one', async () => {
  assert.deepEqual(await open('usb camera'), { label: NAMES.b, opened: [NAMES.b], stopped: 0 });
});

test('where names are not known yet, the browser’s choice is opened first and left again', async () => {
  const opened = [NAMES.a, NAMES.b];
  assert.deepEqual(await open('usb camera', { allowed: false }), { label: NAMES.b, opened, stopped: 1 });
});

test('the camera that is named is opened though the browser’s choice is held by another program', async () => {
  for (const allowed of [true, false]) {
    const { label, opened } = await open('usb camera', { allowed, held: ['a'] });
    assert.deepEqual([label, opened], [NAMES.b, [NAMES.b]]);
  }
});

test('when the one that is named is held, the browser’s choice is taken, and then each other one', async () => {
  for (const allowed of [true, false]) {
    assert.equal((await open('usb camera', { allowed, held: ['b'] })).label, NAMES.a);
    assert.equal((await open('usb camera', { allowed, held: ['a', 'b'] })).label, NAMES.c);
    assert.equal((await open('', { allowed, held: ['a'] })).label, NAMES.b);
  }
});

test('without words, or with the words of the first, one camera is opened once', async () => {
  for (const wanted of ['', 'built-IN']) {
    for (const allowed of [true, false]) {
      assert.deepEqual(await open(wanted, { allowed }), { label: NAMES.a, opened: [NAMES.a], stopped: 0 });
    }
  }
});

test('a name that no camera has gives the first one, not none', async () => {
  const { label, stopped } = await open('gone');
  assert.deepEqual([label, stopped], [NAMES.a, 0]);
});

test('when every camera is held, the page learns why the browser’s choice could not be opened', async () => {
  await assert.rejects(open('usb camera', { held: ['a', 'b', 'c'] }), { name: 'NotReadableError' });
});
