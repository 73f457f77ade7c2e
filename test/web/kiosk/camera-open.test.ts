import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cameras, openCamera } from '../../../web/kiosk/camera/open.ts';

/** Two cameras; the first is the browser's own choice. */
class TwoCameras {
  readonly opened: string[] = [];
  stopped = 0;

  async getUserMedia({ video }: MediaStreamConstraints): Promise<MediaStream> {
    const wanted = ((video as MediaTrackConstraints).deviceId as { exact: string } | undefined)?.exact;
    const label = wanted === 'b' ? 'USB Camera 2' : 'Built-in (1234:5678)';
    this.opened.push(label);
    const track = { label, stop: () => (this.stopped += 1) };
    return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return [
      { kind: 'audioinput', label: 'USB Camera 2', deviceId: 'mic' },
      { kind: 'videoinput', label: 'Built-in (1234:5678)', deviceId: 'a' },
      { kind: 'videoinput', label: 'USB Camera 2', deviceId: 'b' },
    ] as MediaDeviceInfo[];
  }
}

const open = async (wanted: string) => {
  const cameras = new TwoCameras();
  const stream = await openCamera(cameras as unknown as Cameras, wanted);
  return { label: stream.getVideoTracks()[0]!.label, ...cameras, stopped: cameras.stopped };
};

test('the camera whose name contains the words is opened, and the first is left', async () => {
  const { label, stopped } = await open('usb camera');
  assert.deepEqual([label, stopped], ['USB Camera 2', 1]);
});

test('without words, or with the words of the first, one camera is opened once', async () => {
  for (const wanted of ['', 'built-IN']) {
    const { label, opened, stopped } = await open(wanted);
    assert.deepEqual([label, opened.length, stopped], ['Built-in (1234:5678)', 1, 0]);
  }
});

test('a name that no camera has gives the first one, not none', async () => {
  const { label, stopped } = await open('gone');
  assert.deepEqual([label, stopped], ['Built-in (1234:5678)', 0]);
});
