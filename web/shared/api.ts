import { z } from 'zod';
import { Session } from '../../edge-server/contract/access.ts';
import { Today } from '../../edge-server/contract/admin.ts';
import { Alarm, AlarmList, type AlarmState } from '../../edge-server/contract/alarms.ts';
import {
  Calibration,
  type CalibrationRequest,
  CalibrationState,
} from '../../edge-server/contract/calibration.ts';
import { Health } from '../../edge-server/contract/health.ts';
import { Settings } from '../../edge-server/contract/settings.ts';
import { Statistics } from '../../edge-server/contract/statistics.ts';
import { VisitDetail } from '../../edge-server/contract/steps.ts';
import { type MarkRequest, VisitList } from '../../edge-server/contract/visit-query.ts';
import { call } from './call.ts';

const LIMIT_MS = 8000;

/** What the pages ask of the server; every answer is checked against the contract. Rejects with `ApiError`. */
export class Api {
  readonly #fetch: typeof fetch;

  constructor(fetcher: typeof fetch = (...request) => fetch(...request)) {
    this.#fetch = fetcher;
  }

  today(): Promise<Today> {
    return this.get('/api/admin/today', Today);
  }

  /** @param query as `VisitQuery` */
  visits(query: URLSearchParams): Promise<VisitList> {
    return this.get(`/api/admin/visits?${query}`, VisitList);
  }

  health(): Promise<Health> {
    return this.get('/api/health', Health);
  }

  visit(id: string): Promise<VisitDetail> {
    return this.get(`/api/visits/${encodeURIComponent(id)}`, VisitDetail);
  }

  /** Says that a visit's mask was judged wrongly; `mark` null takes it back. */
  mark(id: string, mark: MarkRequest | null): Promise<VisitDetail> {
    const path = `/api/admin/visits/${encodeURIComponent(id)}/mark`;
    return mark === null ? this.send('DELETE', path, VisitDetail) : this.send('PUT', path, VisitDetail, mark);
  }

  alarms(state: AlarmState): Promise<AlarmList> {
    return this.get(`/api/admin/alarms?${new URLSearchParams({ state })}`, AlarmList);
  }

  acknowledge(id: number): Promise<Alarm> {
    return this.send('POST', `/api/admin/alarms/${id}/acknowledge`, Alarm);
  }

  /** Takes an acknowledgement back. */
  reopen(id: number): Promise<Alarm> {
    return this.send('DELETE', `/api/admin/alarms/${id}/acknowledge`, Alarm);
  }

  /** @param query as `StatisticsQuery` */
  statistics(query: URLSearchParams): Promise<Statistics> {
    return this.get(`/api/admin/statistics?${query}`, Statistics);
  }

  settings(): Promise<Settings> {
    return this.get('/api/settings', Settings);
  }

  session(): Promise<Session> {
    return this.get('/api/session', Session);
  }

  /** @param code of the second factor, for who has one */
  login(name: string, password: string, code?: string): Promise<Session> {
    return this.send('POST', '/api/session', Session, {
      name,
      password,
      ...(code !== undefined && { code }),
    });
  }

  /** Name and password of an admin, by the one-time code of the machine's console. */
  useCode(code: string, name: string, password: string): Promise<Session> {
    return this.send('POST', '/api/session/code', Session, { code, name, password });
  }

  logOut(): Promise<void> {
    return this.send('DELETE', '/api/session', z.void());
  }

  calibrations(): Promise<CalibrationState> {
    return this.get('/api/admin/calibrations', CalibrationState);
  }

  calibrate(request: CalibrationRequest): Promise<Calibration> {
    return this.send('POST', '/api/admin/calibrations', Calibration, request);
  }

  /** Any call that changes something; a page keeps its own calls beside it, so that the first page stays small. */
  async send<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    body?: unknown,
    limitMs = LIMIT_MS,
  ) {
    const signal = AbortSignal.timeout(limitMs);
    const init: RequestInit = { method, signal };
    if (body !== undefined) {
      init.headers = { 'content-type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    return call(path, schema, init, this.#fetch);
  }

  /** Any call that reads. */
  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    return call(path, schema, { cache: 'no-store', signal: AbortSignal.timeout(LIMIT_MS) }, this.#fetch);
  }
}
