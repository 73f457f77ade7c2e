import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaySpan, withinSpan } from '../../../edge-server/contract/hours.ts';

const at = (time: string) => new Date(`2026-11-29T${time}:00Z`);
const within = (span: string, time: string) => withinSpan(span, 'UTC', at(time));

test('a span holds from its beginning up to its end, over midnight too', () => {
  assert.deepEqual(
    ['07:59', '08:00', '17:59', '18:00'].map((time) => within('08:00-18:00', time)),
    [false, true, true, false],
  );
  assert.deepEqual(
    ['21:59', '22:00', '00:00', '06:59', '07:00'].map((time) => within('22:00-07:00', time)),
    [false, true, true, true, false],
  );
  assert.equal(within('', '12:00'), null);
});

test('equal ends are all day, and 24:00 is the end of it', () => {
  for (const span of ['00:00-00:00', '09:00-09:00', '00:00-24:00']) {
    assert.equal(DaySpan.safeParse(span).success, true, span);
    for (const time of ['00:00', '08:59', '09:00', '23:59'])
      assert.equal(within(span, time), true, `${span} ${time}`);
  }
  assert.deepEqual([within('18:00-24:00', '23:59'), within('18:00-24:00', '17:59')], [true, false]);
});

test('what is no span of the day is refused', () => {
  for (const span of ['24:00-08:00', '08:00-24:01', '8-18', '08:00', '08:00-18:00 ', '25:00-26:00']) {
    assert.equal(DaySpan.safeParse(span).success, false, span);
  }
});
