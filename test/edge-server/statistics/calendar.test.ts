/**
 * Calendars of zones, by property: against the zone's own clock as Intl shows it, in zones that change their offset by
 * an hour and by half of one, at midnight, and across the date line.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Bucket } from '../../../edge-server/contract/index.ts';
import { TimeZone } from '../../../edge-server/contract/time-zone.ts';
import { bucketsOf, dayOf, previousDays, rangeOf } from '../../../edge-server/statistics/calendar.ts';

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
  'Africa/Cairo', // days of spring begin at 01:00
  'Antarctica/Casey', // changed a minute after midnight, until 2022
];
const zones = fc.constantFrom(...ZONES);
const date = (text: string) => Temporal.PlainDate.from(text);
const days = fc.integer({ min: 0, max: 9 * 365 }).map((days) => date('2019-01-01').add({ days }));

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
      const to = from.add({ days: length });
      const range = rangeOf(from, to, zone);
      // As text: `assert` finds any two dates of Temporal equal, since they have no properties of their own.
      assert.equal(clock(range.start, zone).date, from.toString());
      assert.equal(clock(range.start - 1, zone).date, from.subtract({ days: 1 }).toString());
      assert.equal(clock(range.end - 1, zone).date, to.toString());
      assert.equal(clock(range.end, zone).date, to.add({ days: 1 }).toString());
      for (const { start, end, offset } of range.spans) {
        // A span's last quarter of an hour begins with its offset; a change inside of it counts from its end.
        for (const at of [start, end - 900]) {
          const { date, time } = clock(at, zone);
          assert.equal(new Date((at + offset) * 1000).toISOString(), `${date}T${time}.000Z`);
        }
      }
    }),
    { numRuns: 60, examples: [['Antarctica/Casey', date('2020-10-04'), 0]] },
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
        const range = rangeOf(from, from.add({ days: length }), zone);
        const buckets = bucketsOf(range, bucket);
        assert.equal(buckets[0]!.start, range.start);
        assert.equal(buckets.at(-1)!.end, range.end);
        for (const [i, { start, end }] of buckets.entries()) {
          assert.ok(start < end);
          if (i === 0) continue;
          assert.equal(start, buckets[i - 1]!.end);
          const day = date(clock(start, zone).date);
          if (bucket === 'hour') {
            const changed = range.spans.some((span) => span.start === start);
            assert.ok(changed || clock(start, zone).time.endsWith(':00:00'));
          } else {
            assert.notEqual(clock(start - 1, zone).date, day.toString());
          }
          if (bucket === 'week') assert.equal(day.dayOfWeek, 1);
          if (bucket === 'month') assert.equal(day.day, 1);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('days of 23, 24 and 25 hours, and a midnight that does not exist', () => {
  const hours = (day: string, zone: string) => {
    const range = rangeOf(date(day), date(day), zone);
    return [(range.end - range.start) / 3600, bucketsOf(range, 'hour').length];
  };
  assert.deepEqual(hours('2026-03-29', 'Europe/Berlin'), [23, 23]);
  assert.deepEqual(hours('2026-10-25', 'Europe/Berlin'), [25, 25]);
  assert.deepEqual(hours('2026-10-25', 'Asia/Seoul'), [24, 24]);
  // Half an hour: the hour of the change is cut in two pieces, each a bucket.
  assert.deepEqual(hours('2026-04-05', 'Australia/Lord_Howe'), [24.5, 25]);
  assert.deepEqual(hours('2026-10-04', 'Australia/Lord_Howe'), [23.5, 24]);
  for (const [zone, noon] of [
    ['America/Santiago', '2026-09-06T16:00:00Z'],
    ['Africa/Cairo', '2026-04-24T09:00:00Z'],
  ] as const) {
    const { start, end } = dayOf(new Date(noon), zone);
    // A day later than 01:00 is 01:00, but the next day begins at midnight.
    assert.deepEqual(
      [clock(start, zone).time, clock(end, zone).time, end - start],
      ['01:00:00', '00:00:00', 23 * 3600],
    );
  }
});

test('a day that a zone left out at the date line has no hours and no bucket', () => {
  const range = rangeOf(date('2011-12-29'), date('2011-12-31'), 'Pacific/Apia');
  assert.deepEqual([bucketsOf(range, 'day').length, (range.end - range.start) / 3600], [2, 48]);
});

test('a change a minute after midnight moves to the next quarter of an hour, which counts are kept by', () => {
  const { spans } = rangeOf(date('2020-10-04'), date('2020-10-04'), 'Antarctica/Casey');
  assert.deepEqual(
    spans.map(({ start, offset }) => [start % 900, offset / 3600]),
    [
      [0, 8],
      [0, 11],
    ],
  );
});

test("a zone's name is one that both Intl and Temporal know", () => {
  const known = (zone: string) => TimeZone.safeParse(zone).success;
  assert.deepEqual(['Asia/Seoul', 'US/Eastern', 'UTC', '+09:00'].map(known), [true, true, true, true]);
  assert.deepEqual(['Asia/Soul', '', 'PST', '2026-11-29T10:00+09:00[Asia/Seoul]'].map(known), [
    false,
    false,
    false,
    false,
  ]);
});

test('the period before: whole months before whole months, else as many days', () => {
  const before = (from: string, to: string) => {
    const days = previousDays(date(from), date(to));
    return [days.from.toString(), days.to.toString()];
  };
  assert.deepEqual(before('2026-03-01', '2026-03-31'), ['2026-02-01', '2026-02-28']);
  assert.deepEqual(before('2026-01-01', '2026-12-31'), ['2025-01-01', '2025-12-31']);
  assert.deepEqual(before('2026-11-19', '2026-11-25'), ['2026-11-12', '2026-11-18']);
  assert.deepEqual(before('2026-03-01', '2026-03-30'), ['2026-01-30', '2026-02-28']);
});
