import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busiest, type Hour, hourLabel, shownHours, totalOf } from '../../../web/admin/format/hours.ts';
import { ago, clockTime, dayInWords, lengthInWords, otherDay } from '../../../web/admin/format/time.ts';

const SEOUL = 'Asia/Seoul';
const none = { pass: 0, deny: 0, adjust: 0, staff: 0 };
/** A day's hours from its first instant. */
const day = (start: string, count = 24): Hour[] =>
  Array.from({ length: count }, (_, i) => ({
    start: new Date(Date.parse(start) + i * 3_600_000).toISOString(),
    ...none,
  }));

test('an empty day shows the working day of the site', () => {
  const shown = shownHours(day('2026-11-23T15:00:00Z'), SEOUL);
  assert.deepEqual(
    [shown.length, hourLabel(shown[0]!.start, 'ko', SEOUL), hourLabel(shown.at(-1)!.start, 'en', SEOUL)],
    [11, '8시', '18:00'],
  );
});

test('an early and a late visit widen it', () => {
  const hours = day('2026-11-23T15:00:00Z');
  hours[5]!.pass = 1;
  hours[23]!.deny = 1;
  const shown = shownHours(hours, SEOUL);
  assert.deepEqual([shown.length, shown[0], shown.at(-1)], [19, hours[5], hours[23]]);
});

test('a day of 25 hours keeps the doubled hour twice, in order', () => {
  const hours = day('2026-10-24T22:00:00Z', 25);
  hours[0]!.pass = 1;
  const labels = shownHours(hours, 'Europe/Berlin').map(({ start }) =>
    hourLabel(start, 'en', 'Europe/Berlin'),
  );
  assert.deepEqual(labels.slice(0, 5), ['00:00', '01:00', '02:00', '02:00', '03:00']);
});

test('the busiest hour is the first of equals', () => {
  const hours = day('2026-11-23T15:00:00Z', 3);
  Object.assign(hours[1]!, { pass: 5, staff: 1, adjust: 2, deny: 3 });
  Object.assign(hours[2]!, { pass: 11 });
  assert.equal(totalOf(hours[1]!), 11);
  assert.equal(busiest(hours), hours[1]);
  assert.equal(busiest(day('2026-11-23T15:00:00Z')), null);
});

test('times are those of the site, and another day is named', () => {
  const at = '2026-11-23T15:00:09Z';
  assert.equal(clockTime(at, 'en', SEOUL), '00:00:09');
  assert.equal(clockTime(at, 'ko', SEOUL), '00:00:09');
  assert.equal(otherDay(at, '2026-11-24', 'en', SEOUL), null);
  assert.equal(otherDay(at, '2026-11-25', 'en', SEOUL), '24 Nov');
  assert.equal(otherDay(at, '2026-11-25', 'ko', SEOUL), '11월 24일');
  assert.equal(dayInWords('2026-11-24', 'ko'), '2026년 11월 24일 화요일');
});

test('ages take the largest unit that they fill; a clock that is behind gives no future', () => {
  assert.equal(ago(400, 'en'), 'now');
  assert.equal(ago(-9000, 'en'), 'now');
  assert.equal(ago(59_999, 'en'), '59 seconds ago');
  assert.equal(ago(60_000, 'ko'), '1분 전');
  assert.equal(ago(26 * 3_600_000, 'en'), '1 day ago');
  assert.equal(lengthInWords(185_000, 'ko'), '3분');
  assert.equal(lengthInWords(0, 'en'), '0 seconds');
});
