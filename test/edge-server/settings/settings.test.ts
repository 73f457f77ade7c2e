import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import {
  type AuditList,
  DEFAULT_SETTINGS,
  Settings,
  type SettingsView,
} from '../../../edge-server/contract/index.ts';
import { SiteSettings } from '../../../edge-server/settings/site-settings.ts';
import type { InEach } from '../../../edge-server/words/language.ts';
import type { settingsSchema } from '../../../edge-server/words/settings/index.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let admin: Record<string, string>;
beforeEach(async () => {
  edge = await TestEdge.start({ settings: { siteName: 'from the file' } });
  admin = edge.as('admin');
});
afterEach(() => edge.stop());

const warnings: { key: string }[] = [];
const reopened = (base: Settings = DEFAULT_SETTINGS) =>
  new SiteSettings({
    database: edge.store.database,
    base,
    clock: new TestClock(),
    log: { warn: (bindings: { key: string }) => void warnings.push(bindings) },
  });
const get = async <T>(path: string): Promise<T> =>
  (await (await edge.request(path, { headers: admin })).json()) as T;
const patch = (body: unknown) => edge.send('PATCH', '/api/admin/settings', body, admin);
const read = () => get<ReturnType<typeof SettingsView.parse>>('/api/admin/settings');

test('a change holds at once, is told to the pages, says where it comes from, and survives a restart', async () => {
  const kiosk = await edge.request('/api/events');
  assert.equal((await patch({ maskPolicy: 'off', feverThreshold: 38 })).status, 200);
  const { values, sources } = await read();
  assert.deepEqual([values.maskPolicy, values.feverThreshold], ['off', 38]);
  assert.deepEqual([sources.maskPolicy, sources.siteName, sources.language], ['staff', 'file', 'default']);
  const verdict = await edge.visit(evidence({ mask: 'no_mask' }));
  assert.equal(verdict.verdict, 'pass', 'the policy is in force');
  const reader = kiosk.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/event: settings\n(id: .*\n)?data: .*"maskPolicy":"off"/.test(text)) {
    const { done, value } = await reader.read();
    assert.ok(!done, `the stream ended without the change: ${text}`);
    text += value;
  }
  await reader.cancel();
  assert.equal(reopened().read().feverThreshold, 38);
});

test('changed is what differs: a value set to what holds anyway is the default', async () => {
  await patch({ feverThreshold: DEFAULT_SETTINGS.feverThreshold, siteName: 'from the file' });
  const { sources } = await read();
  assert.deepEqual([sources.feverThreshold, sources.siteName], ['default', 'file']);
});

test('the form has words in both languages, a unit where there is one, and names for its values', async () => {
  const { schema } = await read();
  const { properties, groups } = schema as ReturnType<typeof settingsSchema>;
  assert.deepEqual(Object.keys(properties).sort(), Object.keys(Settings.shape).sort());
  const differ = ({ ko, en }: InEach, what: string) => {
    assert.match(ko, /[가-힣]/, `${what} in Korean`);
    assert.match(en, /^[A-Z][^가-힣]*$/, `${what} in English`);
  };
  for (const [key, property] of Object.entries(properties)) {
    const { group, title, help, options = {} } = property.form;
    assert.ok(group in groups, `${key} is under a heading`);
    differ(title, `title of ${key}`);
    differ(help, `help of ${key}`);
    for (const [value, name] of Object.entries(options)) differ(name, `${key} ${value}`);
    const own = ['language', 'visionBackends'];
    const values = property.enum ?? [];
    if (!own.includes(key)) assert.deepEqual(Object.keys(options), values, `names of ${key}`);
  }
  assert.deepEqual(properties.feverThreshold?.form.unit, { ko: '°C', en: '°C' });
  assert.deepEqual(properties.captureDays?.form.unit, { ko: '일', en: 'days' });
  assert.equal(properties.maskPolicy?.title, properties.maskPolicy?.form.title.en);
});

test('wrong values, unknown keys and values that do not fit together change nothing', async () => {
  for (const body of [
    { feverThreshold: 99 },
    { feverTreshold: 38 },
    { timeZone: 'Mars/Olympus' },
    { feverThreshold: 36, lowestPlausible: 36 },
    { siteName: 'fine', maskPolicy: 'maybe' },
    [],
    'null',
  ]) {
    const response = await patch(body);
    assert.equal(response.status, 400, JSON.stringify(body));
  }
  assert.equal((await read()).values.siteName, 'from the file');
  assert.equal(edge.store.database.prepare('select count(*) as n from settings').get()!.n, 0);
});

test('every change is in the history with its author, and can be undone; null gives a key back', async () => {
  await patch({ siteName: 'one' });
  await patch({ siteName: 'two', maskPolicy: 'remind' });
  const { entries } = await get<AuditList>('/api/admin/settings/history');
  assert.deepEqual(entries[0]!.before, { siteName: 'one', maskPolicy: null });
  assert.deepEqual(entries[0]!.after, { siteName: 'two', maskPolicy: 'remind' });
  assert.match(entries[0]!.actor, /^user:admin-/);
  const undo = await edge.send('POST', `/api/admin/settings/history/${entries[0]!.id}/undo`, {}, admin);
  assert.equal(undo.status, 200);
  let view = await read();
  assert.deepEqual([view.values.siteName, view.values.maskPolicy], ['one', 'required']);
  assert.equal((await get<AuditList>('/api/admin/settings/history')).entries.length, 3);
  await patch({ siteName: null });
  view = await read();
  assert.deepEqual([view.values.siteName, view.sources.siteName], ['from the file', 'file']);
  assert.equal((await edge.send('POST', '/api/admin/settings/history/999/undo', {}, admin)).status, 404);
});

test('a change that changes nothing leaves no entry', async () => {
  await patch({ siteName: 'one' });
  await patch({ siteName: 'one', maskPolicy: null });
  assert.equal((await get<AuditList>('/api/admin/settings/history')).entries.length, 1);
});

test('stored values that no longer fit are left out and said; those that fit only together are kept', async () => {
  await patch({ lowestPlausible: 36, feverThreshold: 36.5, siteName: 'kept' });
  assert.equal(reopened().read().lowestPlausible, 36);
  edge.store.database.exec(
    `insert into settings values ('gone', '1'), ('openingHours', '{mon: 08:00-12:00}');
     update settings set value = '99' where key = 'feverThreshold'`,
  );
  const { siteName, feverThreshold } = reopened().read();
  assert.deepEqual([siteName, feverThreshold], ['kept', 37.5]);
  assert.deepEqual(warnings.map(({ key }) => key).sort(), ['feverThreshold', 'gone', 'openingHours']);
});

test('whatever is changed and undone, in any order, the settings are valid and what is stored is read again', () => {
  const change = fc.record(
    {
      feverThreshold: fc.option(fc.double({ min: 36, max: 42, noNaN: true })),
      lowestPlausible: fc.option(fc.double({ min: 30, max: 36, noNaN: true })),
      siteName: fc.option(fc.string({ maxLength: 60 })),
      maskPolicy: fc.option(fc.constantFrom('required', 'remind', 'off')),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(change, fc.nat(5)), { maxLength: 12 }), (steps) => {
      const settings = reopened();
      for (const step of steps) {
        try {
          if (typeof step !== 'number') settings.change({ id: 'test' }, step);
          else settings.undo({ id: 'test' }, settings.history(step + 1, null).at(-1)?.id ?? 0);
        } catch {
          // Refused as a whole.
        }
        Settings.parse(settings.read());
        assert.deepEqual(reopened().read(), settings.read());
      }
    }),
    { numRuns: 40 },
  );
});

test('a change that was made from older settings is refused, and changes nothing', async () => {
  const { version, base } = await read();
  assert.equal(base.siteName, 'from the file');
  const change = (siteName: string, made: string) =>
    edge.send('PATCH', `/api/admin/settings?version=${made}`, { siteName }, admin);
  assert.equal((await change('first', version)).status, 200);
  const late = await change('second', version);
  assert.equal(late.status, 409);
  assert.equal(((await late.json()) as { code: string }).code, 'settings_changed');
  const now = await read();
  assert.equal(now.values.siteName, 'first');
  assert.equal((await change('second', now.version)).status, 200);
});
