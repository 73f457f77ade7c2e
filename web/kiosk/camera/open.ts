const VIDEO: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
};

/** What of `navigator.mediaDevices` is needed here. */
export type Cameras = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;

/**
 * Opens the camera whose name contains `wanted`, whatever the case; any when none does, since a picture from the
 * wrong camera is seen and mended, and no picture shuts the entrance. Names are told only after a first camera was
 * allowed and opened, so that one is opened first and left again.
 *
 * @throws DOMException as `getUserMedia` does
 */
export async function openCamera(cameras: Cameras, wanted: string): Promise<MediaStream> {
  const first = await cameras.getUserMedia({ video: VIDEO });
  if (wanted === '' || nameOf(first).includes(wanted.toLowerCase())) return first;
  const found = (await cameras.enumerateDevices()).find(
    ({ kind, label }) => kind === 'videoinput' && label.toLowerCase().includes(wanted.toLowerCase()),
  );
  if (!found) return first;
  for (const track of first.getTracks()) track.stop();
  return cameras.getUserMedia({ video: { ...VIDEO, deviceId: { exact: found.deviceId } } });
}

function nameOf(stream: MediaStream): string {
  return stream.getVideoTracks()[0]?.label.toLowerCase() ?? '';
}
