import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings, Timetable } from '../../../edge-server/contract/index.ts';
import { policiesAt, withinTimetable } from '../../../edge-server/settings/times.ts';

const SEOUL = { timeZone: 'Asia/Seoul', holidays: ['2026-12-01', '12-25'] };
const table = Timetable.parse({
  mon: '08:00-12:00,13:00-18:00',
  tue: '22:00-02:00',
  thu: '09:00-09:00',
  fri: '',
  sat: '',
  holiday: '10:00-12:00',
});
/** 2026-11-23 is a Monday. */
const open = (day: string, time: string, of = table) =>
  withinTimetable(of, SEOUL, new Date(`${day}T${time}:00+09:00`));

test('a day has its own spans, in the site’s zone; the end is no longer in', () => {
  const times = ['07:59', '08:00', '11:59', '12:00', '13:00', '17:59', '18:00'];
  assert.deepEqual(
    times.map((time) => open('2026-11-23', time)),
    [false, true, true, false, true, true, false],
  );
  assert.equal(open('2026-11-25', '03:00'), true, 'not named is all day');
  assert.equal(open('2026-11-28', '12:00'), false);
});

test('a span over midnight belongs to the day on which it begins', () => {
  assert.deepEqual(
    [open('2026-11-24', '01:00'), open('2026-11-24', '22:00'), open('2026-11-25', '01:59')],
    [false, true, true],
  );
  const nights = Timetable.parse({ fri: '22:00-07:00', sat: '' });
  assert.deepEqual([open('2026-11-28', '06:59', nights), open('2026-11-28', '07:00', nights)], [true, false]);
  assert.deepEqual(
    [
      open('2026-11-26', '08:59'),
      open('2026-11-26', '09:00'),
      open('2026-11-27', '08:59'),
      open('2026-11-27', '09:00'),
    ],
    [false, true, true, false],
    'equal ends are 24 hours',
  );
});

test('a holiday has its own hours, of one year and of each', () => {
  assert.deepEqual([open('2026-12-01', '09:00'), open('2026-12-01', '11:00')], [false, true]);
  assert.deepEqual([open('2026-12-25', '09:00'), open('2031-12-25', '11:00')], [false, true]);
  assert.equal(open('2027-12-01', '09:00'), true);
});

test('policies follow the first period that is on and has one', () => {
  const settings = Settings.parse({
    timeZone: 'Asia/Seoul',
    maskPolicy: 'off',
    policyPeriods: [
      { name: 'visiting hours', times: { ...table, holiday: '' }, maskPolicy: 'required' },
      {
        name: 'flu',
        season: { from: '10-15', to: '04-30' },
        maskPolicy: 'remind',
        temperaturePolicy: 'optional',
      },
    ],
  });
  const policies = (at: string) => {
    const { maskPolicy, temperaturePolicy } = policiesAt(settings, new Date(at));
    return [maskPolicy, temperaturePolicy];
  };
  assert.deepEqual(policies('2026-11-23T09:00+09:00'), ['required', 'optional']);
  assert.deepEqual(policies('2026-11-23T12:30+09:00'), ['remind', 'optional']);
  assert.deepEqual(policies('2026-04-30T23:59+09:00'), ['required', 'optional']);
  assert.deepEqual(policies('2026-06-06T12:30+09:00'), ['off', 'required']);
  assert.deepEqual(policies('2026-10-14T14:59Z').at(1), 'required', 'still the 14th in Seoul');
  assert.deepEqual(policies('2026-10-14T15:00Z').at(1), 'optional');
});

test('what is no timetable, holiday or period is refused', () => {
  for (const mon of ['8-18', '08:00-18:00,', '24:00-08:00', '08:00-25:00', 'closed']) {
    assert.equal(Settings.safeParse({ openingHours: { mon } }).success, false, mon);
  }
  for (const day of ['02-30', '2026-02-30', '13-01', '1225', '00-10'])
    assert.equal(Settings.safeParse({ holidays: [day] }).success, false, day);
  assert.ok(Settings.safeParse({ holidays: ['02-29', '2028-02-29'] }).success);
  assert.equal(Settings.safeParse({ openingHours: { monday: '' } }).success, false);
  assert.equal(Settings.safeParse({ policyPeriods: [{ name: ' ' }] }).success, false);
});
