import { z } from 'zod';
import { Guide, type GuideStep, type GuideStepState } from '../../../../edge-server/contract/guide.ts';
import type { Api } from '../../../shared/api.ts';

/** What this page asks of the server. */
export function guideCalls(api: Api) {
  return {
    read: () => api.get('/api/admin/guide', Guide),
    mark: (step: GuideStep, state: GuideStepState) =>
      api.send('PUT', `/api/admin/guide/${step}`, Guide, { state }),
    end: () => api.send('POST', '/api/admin/guide/end', Guide),
    sound: () => api.send('POST', '/api/admin/kiosk/sound', z.void()),
  };
}

export type GuideCalls = ReturnType<typeof guideCalls>;
