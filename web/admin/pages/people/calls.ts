import { z } from 'zod';
import {
  AuditList,
  CreatedToken,
  DeviceList,
  type NewToken,
  type NewUser,
  PairingCode,
  TokenList,
  type UserChange,
  UserList,
  UserView,
} from '../../../../edge-server/contract/access.ts';
import { FactorSecret, FactorState, RecoveryCodes } from '../../../../edge-server/contract/second-factor.ts';
import type { Api } from '../../../shared/api.ts';

const NOTHING = z.void();

/** What of the audit log is shown. */
export interface AuditQuery {
  action: string | null;
  text: string | null;
  before: number | null;
}

/** What this page asks of the server. */
export function peopleCalls(api: Api) {
  return {
    users: () => api.get('/api/admin/users', UserList),
    addUser: (user: NewUser) => api.send('POST', '/api/admin/users', UserView, user),
    changeUser: (id: number, change: UserChange) =>
      api.send('PATCH', `/api/admin/users/${id}`, UserView, change),
    removeUser: (id: number) => api.send('DELETE', `/api/admin/users/${id}`, NOTHING),
    tokens: () => api.get('/api/admin/tokens', TokenList),
    addToken: (token: NewToken) => api.send('POST', '/api/admin/tokens', CreatedToken, token),
    removeToken: (id: number) => api.send('DELETE', `/api/admin/tokens/${id}`, NOTHING),
    devices: () => api.get('/api/admin/pairings', DeviceList),
    pairingCode: () => api.send('POST', '/api/admin/pairings/code', PairingCode),
    approveScreen: (code: string) => api.send('POST', '/api/admin/pairings/screen', NOTHING, { code }),
    unpair: (id: string) => api.send('DELETE', `/api/admin/pairings/${id}`, NOTHING),
    ownPassword: (current: string, next: string) =>
      api.send('PUT', '/api/session/password', NOTHING, { current, next }),
    factor: () => api.get('/api/session/factor', FactorState),
    beginFactor: (password: string) => api.send('POST', '/api/session/factor', FactorSecret, { password }),
    confirmFactor: (code: string) => api.send('PUT', '/api/session/factor', RecoveryCodes, { code }),
    removeFactor: (password: string) =>
      api.send('POST', '/api/session/factor/removal', NOTHING, { password }),
    takeFactor: (id: number) => api.send('DELETE', `/api/admin/users/${id}/factor`, NOTHING),
    logOutEverywhere: () => api.send('DELETE', '/api/session/all', NOTHING),
    audit(limit: number, { action, text, before }: AuditQuery) {
      const query = new URLSearchParams({ limit: String(limit) });
      for (const [key, value] of Object.entries({ action, text, before })) {
        if (value) query.set(key, String(value));
      }
      return api.get(`/api/admin/audit?${query}`, AuditList);
    },
  };
}

export type PeopleCalls = ReturnType<typeof peopleCalls>;
