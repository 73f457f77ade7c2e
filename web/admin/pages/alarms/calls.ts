import { z } from 'zod';
import { Alarm, AlarmList, type AlarmState } from '../../../../edge-server/contract/alarms.ts';
import {
  type Rule,
  RuleList,
  RuleTrial,
  type RuleTry,
  StoredRule,
  WebhookSecret,
  WebhookSecretState,
} from '../../../../edge-server/contract/rules.ts';
import { DeliveryTest, WayList } from '../../../../edge-server/contract/ways.ts';
import type { Api } from '../../../shared/api.ts';

const NOTHING = z.void();

/** What this page asks of the server. */
export function alarmCalls(api: Api) {
  return {
    alarms: (state: AlarmState, limit: number, before: number | null) =>
      api.get(
        `/api/admin/alarms?state=${state}&limit=${limit}${before === null ? '' : `&before=${before}`}`,
        AlarmList,
      ),
    acknowledge: (id: number) => api.send('POST', `/api/admin/alarms/${id}/acknowledge`, Alarm),
    reopen: (id: number) => api.send('DELETE', `/api/admin/alarms/${id}/acknowledge`, Alarm),
    unlock: (reason: string) => api.send('POST', '/api/admin/door/unlock', NOTHING, { reason }),
    rules: () => api.get('/api/admin/rules', RuleList),
    add: (rule: Rule) => api.send('POST', '/api/admin/rules', StoredRule, rule),
    replace: (id: number, rule: Rule) => api.send('PUT', `/api/admin/rules/${id}`, StoredRule, rule),
    remove: (id: number) => api.send('DELETE', `/api/admin/rules/${id}`, NOTHING),
    tryOut: (rule: RuleTry) => api.send('POST', '/api/admin/rules/try', RuleTrial, rule),
    ways: () => api.get('/api/admin/ways', WayList),
    secretState: () => api.get('/api/admin/webhook-secret', WebhookSecretState),
    newSecret: () => api.send('POST', '/api/admin/webhook-secret', WebhookSecret),
    testWebhook: (url: string) => api.send('POST', '/api/admin/webhooks/test', DeliveryTest, { url }),
  };
}

export type AlarmCalls = ReturnType<typeof alarmCalls>;
