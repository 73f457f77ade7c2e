import { Machine } from '../../../../edge-server/contract/machine.ts';
import type { Api } from '../../../shared/api.ts';
import { ApiError, problemOf } from '../../../shared/call.ts';

/** The kiosk announces for 3 s and takes the picture; the server gives up after 12 s. */
const PICTURE_LIMIT_MS = 15_000;

/** What this page asks of the server. */
export function deviceCalls(api: Api) {
  return {
    machine: () => api.get('/api/admin/machine', Machine),
    cameraPicture,
  };
}

export type DeviceCalls = ReturnType<typeof deviceCalls>;

/** What the kiosk's camera sees now, once. @throws {ApiError} */
async function cameraPicture(): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch('/api/admin/camera-check', {
      method: 'POST',
      signal: AbortSignal.timeout(PICTURE_LIMIT_MS),
    });
  } catch (cause) {
    throw new ApiError('unreachable', 'the server could not be reached', { cause });
  }
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => undefined));
  return response.blob();
}
