import { z } from 'zod';
import { UserList } from '../../../../../edge-server/contract/access.ts';
import {
  type DutyChoice,
  DutyList,
  DutyPerson,
  type DutyPlace,
} from '../../../../../edge-server/contract/duty.ts';
import {
  DeliveryList,
  DeliveryTest,
  StoredWay,
  type WayInput,
  WayList,
} from '../../../../../edge-server/contract/ways.ts';
import type { Api } from '../../../../shared/api.ts';

const NOTHING = z.void();
/** ms of a test: what a slow receiver says then is better than that the server is away. */
const TEST_MS = 15_000;

/** What this view asks of the server. */
export function toldCalls(api: Api) {
  return {
    own: () => api.get('/api/admin/duty/own', DutyPerson),
    choose: (choice: DutyChoice) => api.send('PUT', '/api/admin/duty/own', DutyPerson, choice),
    duty: () => api.get('/api/admin/duty', DutyList),
    place: (id: number, place: DutyPlace) => api.send('PUT', `/api/admin/duty/${id}`, DutyPerson, place),
    users: () => api.get('/api/admin/users', UserList),
    ways: () => api.get('/api/admin/ways', WayList),
    addWay: (way: WayInput) => api.send('POST', '/api/admin/ways', StoredWay, way),
    replaceWay: (id: number, way: WayInput) => api.send('PUT', `/api/admin/ways/${id}`, StoredWay, way),
    removeWay: (id: number) => api.send('DELETE', `/api/admin/ways/${id}`, NOTHING),
    testWay: (id: number) => api.send('POST', `/api/admin/ways/${id}/test`, DeliveryTest, {}, TEST_MS),
    removePhone: (id: number) => api.send('DELETE', `/api/admin/push/${id}`, NOTHING),
    testPhone: (id: number) => api.send('POST', `/api/admin/push/${id}/test`, DeliveryTest, {}, TEST_MS),
    deliveries: () => api.get('/api/admin/deliveries', DeliveryList),
  };
}

export type ToldCalls = ReturnType<typeof toldCalls>;
