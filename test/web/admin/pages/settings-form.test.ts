import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, type Settings } from '../../../../edge-server/contract/settings.ts';
import type { SettingsPatch, SettingsView } from '../../../../edge-server/contract/settings-change.ts';
import { ALWAYS } from '../../../../edge-server/contract/timetable.ts';
import { settingsSchema } from '../../../../edge-server/words/settings/index.ts';
import { SettingsForm } from '../../../../web/admin/pages/settings/form.ts';
import { fromTyped } from '../../../../web/admin/pages/settings/typed.ts';
import { ApiError } from '../../../../web/shared/call.ts';

/** A server that another admin changes, too. */
class Server {
  values: Settings = { ...DEFAULT_SETTINGS };
  changes = 0;
  patches: SettingsPatch[] = [];
  failure: ApiError | null = null;

  view(): SettingsView {
    return {
      version: String(this.changes),
      values: { ...this.values },
      base: { ...DEFAULT_SETTINGS },
      sources: {},
      schema: settingsSchema(),
    };
  }

  other(values: Partial<Settings>): void {
    this.values = { ...this.values, ...values };
    this.changes += 1;
  }

  readonly read = async () => this.view();
  readonly change = async (patch: SettingsPatch, version: string) => {
    if (this.failure) throw this.failure;
    if (version !== String(this.changes)) throw new ApiError('settings_changed', '');
    this.patches.push(patch);
    const set = Object.entries(patch).map(([key, value]) => [
      key,
      value ?? DEFAULT_SETTINGS[key as 'siteName'],
    ]);
    this.other(Object.fromEntries(set) as Partial<Settings>);
    return this.values;
  };
}

function open() {
  const server = new Server();
  const form = new SettingsForm(server);
  form.receive(server.view());
  return { server, form };
}

test('what is typed is checked by the server’s own schema, in words that say what is wrong', () => {
  assert.deepEqual(fromTyped('feverThreshold', '38,2'), { value: 38.2 });
  assert.deepEqual(fromTyped('feverThreshold', '45'), { fault: { why: 'most', limit: 42 } });
  assert.deepEqual(fromTyped('feverThreshold', ''), { fault: { why: 'number' } });
  assert.deepEqual(fromTyped('captureDays', '1.5'), { fault: { why: 'whole' } });
  assert.deepEqual(fromTyped('captureDays', '0'), { fault: { why: 'least', limit: 1 } });
  assert.deepEqual(fromTyped('timeZone', 'Seoul'), { fault: { why: 'zone' } });
  assert.deepEqual(fromTyped('quietHours', '25:00-07:00'), { fault: { why: 'hours' } });
  assert.deepEqual(fromTyped('openingHours', { ...ALWAYS, mon: '08:00-' }), { fault: { why: 'timetable' } });
  assert.deepEqual(fromTyped('holidays', ['02-30']), { fault: { why: 'holidays' } });
  const period = { season: null, times: ALWAYS, maskPolicy: null, temperaturePolicy: null };
  assert.deepEqual(fromTyped('policyPeriods', [{ name: ' ', ...period }]), { fault: { why: 'periods' } });
  assert.deepEqual(fromTyped('siteName', 'x'.repeat(61)), { fault: { why: 'long', limit: 60 } });
  assert.deepEqual(fromTyped('visionBackends', []), { fault: { why: 'none_chosen' } });
});

test('only what differs is saved; a value that is the site’s own is given back to it', async () => {
  const { server, form } = open();
  form.type('feverThreshold', '38');
  form.type('siteName', '1층');
  form.type('voice', false);
  form.type('voice', true);
  assert.deepEqual(
    form.differences.value.map(({ key, before, after }) => [key, before, after]),
    [
      ['feverThreshold', 37.5, 38],
      ['siteName', '', '1층'],
    ],
  );
  assert.equal(await form.save(), true);
  assert.equal(form.dirty.value, false);
  form.toBase('feverThreshold');
  assert.equal(await form.save(), true);
  assert.deepEqual(server.patches, [{ feverThreshold: 38, siteName: '1층' }, { feverThreshold: null }]);
});

test('values that do not fit together are told before they are sent', async () => {
  const { server, form } = open();
  form.type('presenceThreshold', '35');
  assert.equal(form.unfit.value, true);
  assert.equal(await form.save(), false);
  assert.deepEqual(server.patches, []);
});

test('somebody else’s change: what nobody typed follows, what was typed stays and is told', async () => {
  const { server, form } = open();
  form.type('siteName', 'mine');
  server.other({ siteName: 'theirs', feverThreshold: 39 });
  form.receive(server.view());
  assert.equal(form.typed('feverThreshold'), '39');
  assert.equal(form.typed('siteName'), 'mine');
  assert.deepEqual(form.overtaken.value, ['siteName']);
  assert.equal(await form.save(), false, 'not before it was seen');
  form.seen();
  assert.equal(await form.save(), true);
  assert.equal(server.values.siteName, 'mine');
});

test('a save that comes too late reads again and keeps what was typed; so does one without a session', async () => {
  const { server, form } = open();
  form.type('siteName', 'mine');
  server.other({ siteName: 'theirs' });
  assert.equal(await form.save(), false);
  assert.equal(form.error.value?.code, 'settings_changed');
  assert.deepEqual([form.typed('siteName'), form.overtaken.value], ['mine', ['siteName']]);
  form.seen();
  server.failure = new ApiError('login_required', '');
  assert.equal(await form.save(), false);
  assert.equal(form.typed('siteName'), 'mine');
  server.failure = null;
  assert.equal(await form.save(), true);
});
