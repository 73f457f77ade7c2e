import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bucketsFor,
  lengthOf,
  moved,
  PRESETS,
  presetOf,
  presetRange,
  rangeOf,
} from '../../../web/admin/pages/statistics/range.ts';
import { queryOf, viewOf } from '../../../web/admin/pages/statistics/view.ts';

const TODAY = '2026-03-01';

test('presets are days of the calendar, across the end of a month and of a year', () => {
  assert.deepEqual(presetRange('week', TODAY), { from: '2026-02-23', to: TODAY });
  assert.deepEqual(presetRange('this_month', TODAY), { from: TODAY, to: TODAY });
  assert.deepEqual(presetRange('last_month', TODAY), { from: '2026-02-01', to: '2026-02-28' });
  assert.deepEqual(presetRange('last_month', '2026-01-31'), { from: '2025-12-01', to: '2025-12-31' });
  for (const preset of PRESETS)
    assert.equal(presetOf(presetRange(preset, '2026-11-25'), '2026-11-25'), preset);
});

test('an address that makes no sense is the last week; one that is the wrong way round is turned', () => {
  const range = (text: string) => rangeOf(new URLSearchParams(text), TODAY);
  for (const text of ['', 'from=2026-01-01', 'from=x&to=y', 'from=2026-13-01&to=2026-01-01']) {
    assert.deepEqual(range(text), presetRange('week', TODAY), text);
  }
  assert.deepEqual(range('from=2026-02-10&to=2026-02-01'), { from: '2026-02-01', to: '2026-02-10' });
});

test('a view and its question are the same; a bucket that would not fit the range gives way', () => {
  const view = viewOf(new URLSearchParams('from=2020-01-01&to=2025-12-31&bucket=hour&compare=1'), TODAY);
  assert.deepEqual(view, { range: { from: '2020-01-01', to: '2025-12-31' }, bucket: 'month', compare: true });
  assert.equal(queryOf(view).toString(), 'from=2020-01-01&to=2025-12-31&bucket=month&compare=1');
  for (const days of [1, 7, 60, 300, 800, 3000]) {
    const range = moved({ from: '2026-01-01', to: presetRange('today', '2026-01-01').to }, 1);
    assert.equal(lengthOf(range), 1);
    assert.ok(
      bucketsFor({
        from: '2018-01-01',
        to: new Date(Date.parse('2018-01-01') + (days - 1) * 864e5).toISOString().slice(0, 10),
      }).length > 1,
    );
  }
});
