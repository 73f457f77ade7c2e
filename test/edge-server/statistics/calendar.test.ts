/**
 * Calendars of zones, by property: against the zone's own clock as Intl shows it, in zones that change their offset by
 * an hour and by half of one, at midnight, and across the date line.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Bucket } from '../../../edge-server/contract/index.ts';
import {
  bucketsOf,
  dateOf,
  dayNumber,
  previousDays,
  rangeOf,
  weekday,
} from '../../../edge-server/statistics/calendar.ts';

const ZONES = [
  'Asia/Seoul',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu', // +5:45
  'Australia/Lord_Howe', // changes by half an hour
  'America/Santiago', // changes at midnight
  'Africa/Casablanca', // changes around Ramadan
  'Pacific/Kiritimati', // +14
  'Pacific/Pago_Pago', // -11
];
const zones = fc.constantFrom(...ZONES);
const days = fc.integer({ min: dayNumber('2019-01-01'), max: dayNumber('2027-12-31') });

function clock(at: number, zone: string) {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at * 1000);
  return { date: text.slice(0, 10), time: text.slice(11) };
}

test('a range begins with the first second of its first day and ends with the last of its last', () => {
  fc.assert(
    fc.property(zones, days, fc.integer({ min: 0, max: 40 }), (zone, from, length) => {
      const range = rangeOf(from, from + length, zone);
      assert.equal(clock(range.start, zone).date, dateOf(from));
      assert.equal(clock(range.start - 1, zone).date, dateOf(from - 1));
      assert.equal(clock(range.end - 1, zone).date, dateOf(from + length));
      assert.equal(clock(range.end, zone).date, dateOf(from + length + 1));
      for (const { start, end, offset } of range.spans) {
        for (const at of [start, end - 1]) {
          const { date, time } = clock(at, zone);
          assert.equal(new Date((at + offset) * 1000).toISOString(), `${date}T${time}.000Z`);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('buckets touch, fill the range, and begin where the clock begins an hour, a day, a Monday, a month', () => {
  fc.assert(
    fc.property(
      zones,
      days,
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom(...Bucket.options),
      (zone, from, length, bucket) => {
        const range = rangeOf(from, from + length, zone);
        const buckets = bucketsOf(range, bucket);
        assert.equal(buckets[0]!.start, range.start);
        assert.equal(buckets.at(-1)!.end, range.end);
        for (const [i, { start, end }] of buckets.entries()) {
          assert.ok(start < end);
          if (i === 0) continue;
          assert.equal(start, buckets[i - 1]!.end);
          const { date } = clock(start, zone);
          const day = dayNumber(date);
          if (bucket === 'hour') {
            const changed = range.spans.some((span) => span.start === start);
            assert.ok(changed || clock(start, zone).time.endsWith(':00:00'));
          } else {
            assert.notEqual(clock(start - 1, zone).date, date);
          }
          if (bucket === 'week') assert.equal(weekday(day), 0);
          if (bucket === 'month') assert.ok(date.endsWith('-01'));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('days of 23, 24 and 25 hours, and a midnight that does not exist', () => {
  const hours = (date: string, zone: string) => {
    const range = rangeOf(dayNumber(date), dayNumber(date), zone);
    return [(range.end - range.start) / 3600, bucketsOf(range, 'hour').length];
  };
  assert.deepEqual(hours('2026-03-29', 'Europe/Berlin'), [23, 23]);
  assert.deepEqual(hours('2026-10-25', 'Europe/Berlin'), [25, 25]);
  assert.deepEqual(hours('2026-10-25', 'Asia/Seoul'), [24, 24]);
  // Half an hour: the hour of the change is cut in two pieces, each a bucket.
  assert.deepEqual(hours('2026-04-05', 'Australia/Lord_Howe'), [24.5, 25]);
  const { start } = rangeOf(dayNumber('2026-09-06'), dayNumber('2026-09-06'), 'America/Santiago');
  assert.equal(clock(start, 'America/Santiago').time, '01:00:00');
});

test('the period before: whole months before whole months, else as many days', () => {
  const before = (from: string, to: string) => {
    const days = previousDays(dayNumber(from), dayNumber(to));
    return [dateOf(days.from), dateOf(days.to)];
  };
  assert.deepEqual(before('2026-03-01', '2026-03-31'), ['2026-02-01', '2026-02-28']);
  assert.deepEqual(before('2026-01-01', '2026-12-31'), ['2025-01-01', '2025-12-31']);
  assert.deepEqual(before('2026-11-19', '2026-11-25'), ['2026-11-12', '2026-11-18']);
  assert.deepEqual(before('2026-03-01', '2026-03-30'), ['2026-01-30', '2026-02-28']);
});
