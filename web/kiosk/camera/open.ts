const VIDEO: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
};

/** What of `navigator.mediaDevices` is needed here. */
export type Cameras = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;

/** Cameras that are tried at one time. */
const MOST_TRIED = 16;

/**
 * Opens the camera whose name contains `wanted`, whatever the case: first of all where the names are known, since the
 * browser's own choice may be held by another program. Then the browser's choice, and then each other one, since a
 * picture from the wrong camera is seen and mended, and no picture shuts the entrance. Names are told only after a
 * first camera was allowed; then the one that was opened is left again for the one that is named.
 *
 * @throws DOMException as `getUserMedia` does for the browser's choice, when no camera can be opened
 */
export async function openCamera(cameras: Cameras, wanted: string): Promise<MediaStream> {
  const tried = new Set<string>();
  const named = await firstOf(cameras, tried, wanted === '' ? null : wanted);
  if (named) return named;
  let refused: unknown;
  const first = await cameras.getUserMedia({ video: VIDEO }).catch((error: unknown) => {
    refused = error;
    return null;
  });
  if (refused instanceof DOMException && refused.name === 'NotAllowedError') throw refused;
  if (first && isNamed(nameOf(first), wanted)) return first;
  // Whoever was tried before the names were told is tried once more by name.
  const others = (await inputs(cameras)).filter(
    ({ label, deviceId }) => !tried.has(deviceId) && isNamed(label, wanted),
  );
  if (first && others.length === 0) return first;
  for (const track of first?.getTracks() ?? []) track.stop();
  const found = (await firstOf(cameras, tried, wanted)) ?? (first ? null : await firstOf(cameras, tried, ''));
  if (found) return found;
  if (first) return cameras.getUserMedia({ video: VIDEO });
  throw refused;
}

/** The first camera with `wanted` in its name that opens; null when there is none, or nothing is wanted. */
async function firstOf(
  cameras: Cameras,
  tried: Set<string>,
  wanted: string | null,
): Promise<MediaStream | null> {
  if (wanted === null) return null;
  for (const { label, deviceId } of await inputs(cameras)) {
    if (tried.has(deviceId) || !isNamed(label, wanted)) continue;
    tried.add(deviceId);
    const stream = await cameras
      .getUserMedia({ video: { ...VIDEO, deviceId: { exact: deviceId } } })
      .catch(() => null);
    if (stream) return stream;
  }
  return null;
}

/** Before a camera was allowed the browser tells neither names nor ids. */
async function inputs(cameras: Cameras): Promise<MediaDeviceInfo[]> {
  const devices = await cameras.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .slice(0, MOST_TRIED);
}

function isNamed(label: string, wanted: string): boolean {
  return label.toLowerCase().includes(wanted.toLowerCase());
}

function nameOf(stream: MediaStream): string {
  return stream.getVideoTracks()[0]?.label ?? '';
}
