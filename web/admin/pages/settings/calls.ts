import { AuditList } from '../../../../edge-server/contract/access.ts';
import { Settings } from '../../../../edge-server/contract/settings.ts';
import { type SettingsPatch, SettingsView } from '../../../../edge-server/contract/settings-change.ts';
import type { Api } from '../../../shared/api.ts';

/** What this page asks of the server. */
export function settingsCalls(api: Api) {
  return {
    read: () => api.get('/api/admin/settings', SettingsView),
    /** @param version of the settings that the change was made from */
    change: (patch: SettingsPatch, version: string) =>
      api.send('PATCH', `/api/admin/settings?version=${version}`, Settings, patch),
    history: (limit: number, before: number | null) =>
      api.get(`/api/admin/settings/history?limit=${limit}${before ? `&before=${before}` : ''}`, AuditList),
    undo: (id: number) => api.send('POST', `/api/admin/settings/history/${id}/undo`, Settings),
  };
}

export type SettingsCalls = ReturnType<typeof settingsCalls>;
