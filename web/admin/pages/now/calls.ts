import { z } from 'zod';
import { KioskScreenView } from '../../../../edge-server/contract/kiosk-screen.ts';
import {
  DoorPulse,
  type StaffPassRequest,
  StaffPassResult,
} from '../../../../edge-server/contract/staff-pass.ts';
import type { Api } from '../../../shared/api.ts';

const NOTHING = z.void();

/** What this page asks of the server. */
export function nowCalls(api: Api) {
  return {
    letIn: (request: StaffPassRequest) => api.send('POST', '/api/admin/staff-pass', StaffPassResult, request),
    screen: () => api.get('/api/admin/kiosk/screen', KioskScreenView),
    reload: () => api.send('POST', '/api/admin/kiosk/reload', NOTHING),
    restart: () => api.send('POST', '/api/admin/kiosk/restart', NOTHING),
    testDoor: () => api.send('POST', '/api/admin/door/test', DoorPulse),
  };
}

export type NowCalls = ReturnType<typeof nowCalls>;
