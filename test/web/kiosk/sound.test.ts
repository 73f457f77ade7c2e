import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_SETTINGS, Language, Settings } from '../../../edge-server/contract/index.ts';
import { loudness } from '../../../web/kiosk/sound/loudness.ts';
import { PROMPTS } from '../../../web/kiosk/sound/prompts.ts';
import { Turns } from '../../../web/kiosk/sound/turn.ts';

const at = (time: string) => new Date(`2026-11-24T${time}:00+09:00`);
const loud = (quietHours: string, time: string, soundVolume = 70) =>
  loudness({ ...DEFAULT_SETTINGS, quietHours, soundVolume }, at(time));

test('quiet hours are the site’s, begin on the minute, end on the minute, and go over midnight', () => {
  assert.equal(loud('', '03:00'), 0.7);
  assert.equal(loud('12:00-13:00', '12:00'), 0);
  assert.equal(loud('12:00-13:00', '12:59'), 0);
  assert.equal(loud('12:00-13:00', '13:00'), 0.7);
  assert.equal(loud('22:00-07:00', '21:59'), 0.7);
  for (const time of ['22:00', '00:00', '06:59']) assert.equal(loud('22:00-07:00', time), 0, time);
  assert.equal(loud('22:00-07:00', '07:00'), 0.7);
  assert.equal(loud('', '12:00', 0), 0);
});

test('a span and the one from its end to its start share the day between them', () => {
  const time = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
  fc.assert(
    fc.property(time, time, time, (from, to, now) => {
      fc.pre(from !== to);
      assert.notEqual(loud(`${from}-${to}`, now) === 0, loud(`${to}-${from}`, now) === 0);
    }),
  );
});

test('settings take two times of the day and nothing else', () => {
  for (const quietHours of ['', '00:00-23:59', '22:00-07:00'])
    assert.ok(Settings.safeParse({ quietHours }).success);
  for (const quietHours of ['22-7', '24:00-07:00', '22:00', '22:00-07:60', '22:00 - 07:00'])
    assert.ok(!Settings.safeParse({ quietHours }).success, quietHours);
});

test('a prompt is said again only after its pause, or in another language', () => {
  const turns = new Turns();
  for (const prompt of PROMPTS) {
    const delay = turns.delay(prompt, 'ko', 0);
    assert.ok(delay !== null && delay > 0);
    turns.said(prompt, 'ko', 0);
    assert.equal(turns.delay(prompt, 'ko', 2900), null, prompt);
    assert.equal(turns.delay(prompt, 'ja', 100), delay, prompt);
    assert.equal(turns.delay(prompt, 'ko', 60_000), delay, prompt);
  }
});

test('each language has a recording of each prompt: Opus in Ogg, small, and no two the same', () => {
  const seen = new Set<string>();
  for (const language of Language.options) {
    for (const prompt of PROMPTS) {
      const url = new URL(`../../../web/kiosk/sound/recordings/${language}/${prompt}.opus`, import.meta.url);
      const bytes = readFileSync(url);
      assert.equal(bytes.toString('latin1', 0, 4), 'OggS', `${language} ${prompt}`);
      assert.equal(bytes.toString('latin1', 28, 36), 'OpusHead', `${language} ${prompt}`);
      assert.ok(bytes.length < 25_000, `${language} ${prompt}`);
      seen.add(bytes.toString('base64'));
    }
  }
  assert.equal(seen.size, Language.options.length * PROMPTS.length);
});
