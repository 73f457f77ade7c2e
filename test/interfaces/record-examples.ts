/**
 * `npm run docs:examples`: asks a server with a clock that stands at the date of the examples, and keeps what it answered
 * as the examples of the API's document. A test has a linter hold each against its schema.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VISIT } from '../../edge-server/api/document/describe.ts';
import { calibrate } from '../edge-server/doubles/calibrate.ts';
import { TestClock } from '../edge-server/doubles/clock.ts';
import { evidence, TestEdge } from '../edge-server/doubles/edge.ts';
import { exampleEdge } from './example-edge.ts';

const ROOT = join(import.meta.dirname, '../..');
const PORTRAIT = join(ROOT, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');
const AT = Date.UTC(2026, 10, 29, 8, 30, 1, 200);
/** Of a list or a text, what is enough to see its form. */
const MOST_ITEMS = 2;
const MOST_LINES = 12;

type Example = { query?: Record<string, string>; request?: unknown; answer?: unknown };
const examples: Record<string, Example> = {};

await measured();
await posted();
webhook();
const file = join(ROOT, 'edge-server/api/document/examples.json');
writeFileSync(file, `${JSON.stringify(examples, null, 2)}\n`);
console.log(`${Object.keys(examples).length} examples in ${file}`);

/** Operations around a visitor with a fever, at a thermometer that measures. */
async function measured(): Promise<void> {
  const clock = new TestClock(AT);
  const edge = await TestEdge.start({ parts: { clock }, simulated: false, env: { KF99_KIOSK_ID: 'gate-1' } });
  try {
    calibrate(edge.store, 'serial', { simulated: false, at: clock.now() });
    const request = evidence({ id: VISIT });
    examples.postVisits = { request, answer: await edge.visit(request, 38.2) };
    const read = async (id: string, path: string, query?: Record<string, string>) => {
      const response = await edge.request(query ? `${path}?${new URLSearchParams(query)}` : path, {
        headers: id === 'getMetrics' ? edge.as('token:metrics') : edge.as('admin'),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${id}: ${text}`);
      const json = response.headers.get('content-type')?.startsWith('application/json');
      examples[id] = { ...(query && { query }), answer: json ? short(JSON.parse(text)) : lines(text) };
    };
    await read('getVisitsById', `/api/visits/${VISIT}`);
    await read('getAdminVisits', '/api/admin/visits', { limit: '2' });
    await read('getAdminVisitsCsv', '/api/admin/visits.csv', { verdict: 'deny' });
    await read('getAdminToday', '/api/admin/today');
    await read('getAdminStatistics', '/api/admin/statistics', { from: '2026-11-28', to: '2026-11-29' });
    await read('getAdminAlarms', '/api/admin/alarms', { state: 'active' });
    await read('getHealth', '/api/health');
    await read('getAdminCalibrations', '/api/admin/calibrations');
    await read('getAdminRules', '/api/admin/rules');
    await read('getMetrics', '/metrics');
    const send = async (id: string, path: string, request: unknown) => {
      const response = await edge.send('POST', path, request, edge.as('admin'));
      const answer = (await response.json()) as unknown;
      if (!response.ok) throw new Error(`${id}: ${JSON.stringify(answer)}`);
      examples[id] = { request, answer };
    };
    await send('postAdminTokens', '/api/admin/tokens', { name: 'Dashboard', scopes: ['history', 'events'] });
    // What a reader copies must not look like a key that works.
    (examples.postAdminTokens!.answer as { token: string }).token = 'kf99_shown-this-once';
    await read('getAdminTokens', '/api/admin/tokens');
    await send('postAdminStaffPass', '/api/admin/staff-pass', {
      key: '5b0d3f6e-8a58-4d0c-9c1b-0a8f1d2e3c4b',
      reason: 'medical_exemption',
      attempt_of: VISIT,
    });
    await send('postAdminRulesTry', '/api/admin/rules/try', {
      source: 'visit',
      condition: '"fever" in reasons',
    });
    await read('getAdminAudit', '/api/admin/audit', { limit: '2' });
  } finally {
    await edge.stop();
  }
}

/** Operations of devices that post. */
async function posted(): Promise<void> {
  const { edge, url, token } = await exampleEdge(new TestClock(AT), VISIT);
  const headers = { authorization: `Bearer ${token}` };
  try {
    const reading = { temperature: 36.42, ambient: 23.1, distance_mm: 140 };
    const taken = await fetch(`${url}/temperature/`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(reading),
    });
    const answer = (await taken.json()) as { source: string };
    examples.postTemperature = { request: reading, answer: { ...answer, source: 'http:Lobby' } };
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(readFileSync(PORTRAIT))]), 'visitor.jpg');
    const judged = await fetch(`${url}/mask/`, { method: 'POST', headers, body: form });
    examples.postMask = { answer: await judged.json() };
    const stream = await fetch(`${url}/api/events`, { headers });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    examples.getEvents = { answer: lines((await reader.read()).value ?? '') };
    await reader.cancel();
  } finally {
    await edge.stop();
  }
}

/** The first body that docs/notifications.md shows. */
function webhook(): void {
  const text = readFileSync(join(ROOT, 'docs/notifications.md'), 'utf8');
  const [, body] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  examples.webhook = { request: JSON.parse(body!) };
}

function lines(text: string): string {
  return `${text.split('\n').slice(0, MOST_LINES).join('\n')}\n`;
}

function short(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(short);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]));
}
