import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentsOf, weekBefore, weekName } from '../../../edge-server/reports/week.ts';

const at = (schedule: { day: string; time: string; zone: string }, now: string) => {
  const { day, time, zone } = schedule;
  const moments = momentsOf({ reportDay: day as 'mon', reportTime: time, timeZone: zone }, new Date(now));
  return moments && [moments.last.toPlainDateTime().toString(), moments.next.toPlainDateTime().toString()];
};

test('a schedule’s last and next moment are those of the site’s clock', () => {
  const seoul = { day: 'mon', time: '07:00', zone: 'Asia/Seoul' };
  // Sunday in UTC, and Monday, 30 November, in Seoul.
  assert.deepEqual(at(seoul, '2026-11-29T21:59:59Z'), ['2026-11-23T07:00:00', '2026-11-30T07:00:00']);
  assert.deepEqual(at(seoul, '2026-11-29T22:00:00Z'), ['2026-11-30T07:00:00', '2026-12-07T07:00:00']);
  assert.equal(at({ ...seoul, day: 'off' }, '2026-11-29T22:00:00Z'), null);
});

test('a time that summer time leaves out, or shows twice, comes once', () => {
  // 02:30 is left out on 29 March 2026 in Berlin, and there twice on 25 October.
  const berlin = { day: 'sun', time: '02:30', zone: 'Europe/Berlin' };
  assert.deepEqual(at(berlin, '2026-03-29T01:29:59Z'), ['2026-03-22T02:30:00', '2026-03-29T03:30:00']);
  assert.deepEqual(at(berlin, '2026-03-29T01:30:00Z'), ['2026-03-29T03:30:00', '2026-04-05T02:30:00']);
  assert.deepEqual(at(berlin, '2026-10-25T01:30:00Z'), ['2026-10-25T02:30:00', '2026-11-01T02:30:00']);
});

test('on each day of a week the last whole one is the same, and it has the number of ISO 8601', () => {
  for (const day of ['2026-12-28', '2026-12-31', '2027-01-03']) {
    assert.equal(weekBefore(Temporal.PlainDate.from(day)).toString(), '2026-12-21');
  }
  assert.equal(weekName(Temporal.PlainDate.from('2026-12-28')), '2026-W53');
  assert.equal(weekName(Temporal.PlainDate.from('2027-01-04')), '2027-W01');
});
