import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steps } from '../../../edge-server/figures/axes.ts';
import { barDrawing } from '../../../edge-server/figures/bars.ts';
import { lineDrawing } from '../../../edge-server/figures/lines.ts';
import { markup, shape } from '../../../edge-server/figures/shape.ts';
import { temperatureBars } from '../../../edge-server/figures/temperatures.ts';
import { percent } from '../../../edge-server/words/percent.ts';

const number = (value: number) => value.toLocaleString('en');

test('an axis has whole steps of 1, 2 or 5 from 0, and reaches over what is drawn', () => {
  assert.deepEqual(steps(0), [0, 1, 2, 3, 4]);
  assert.deepEqual(steps(76), [0, 20, 40, 60, 80]);
  assert.deepEqual(steps(101), [0, 50, 100, 150]);
  for (const most of [1, 3, 7, 9, 99, 1000, 123_456]) {
    const made = steps(most);
    assert.ok(made.at(-1)! >= most && made.every(Number.isInteger) && made.length <= 7, `${most}: ${made}`);
  }
});

test('bars are stacked: their heights stand to each other as their numbers do, and none is drawn for 0', () => {
  const drawn = markup(
    barDrawing({
      id: 'a',
      title: 'Verdicts <by> "day"',
      labels: ['Mon', 'Tue'],
      series: [
        { name: 'Passed', ink: 'pass', values: [30, 0] },
        { name: 'Denied', ink: 'deny', values: [10, 20] },
      ],
      line: { name: 'Before', values: [5, 6, 7] },
      number,
    }),
  );
  const heights = [...drawn.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="44" height="([\d.]+)"/g)];
  const [passed, denied, alone] = heights.map(([, y, height]) => ({ y: Number(y), height: Number(height) }));
  assert.equal(heights.length, 3);
  assert.ok(Math.abs(passed!.height / denied!.height - 3) < 0.02);
  assert.ok(Math.abs(denied!.y + denied!.height - passed!.y) < 0.11, 'the second stands on the first');
  assert.ok(Math.abs(alone!.height / denied!.height - 2) < 0.02);
  assert.match(drawn, /aria-label="Verdicts &lt;by&gt; &quot;day&quot;"/);
  assert.equal([...drawn.matchAll(/stroke-dasharray/g)].length, 2, 'the line, and its sign');
});

test('lines are told apart without any colour', () => {
  const drawn = markup(
    lineDrawing({
      title: 'sure',
      x: [0, 400],
      series: [
        { name: 'Worn', dash: '', values: [0.1, 0.9] },
        { name: 'None', dash: '8 4', values: [0.9, 0.1] },
      ],
      label: (ms) => `${ms} ms`,
      share: (share) => percent(share, 'en'),
    }),
  );
  assert.match(drawn, />75%</);
  assert.equal([...drawn.matchAll(/<polyline[^>]*stroke="#000"/g)].length, 4);
  assert.equal([...drawn.matchAll(/<polyline[^>]*stroke-dasharray="8 4"/g)].length, 2);
});

test('a text is no markup, wherever it stands', () => {
  assert.equal(markup(shape('text', { id: `"'` }, '<b>&')), '<text id="&quot;&#39;">&lt;b&gt;&amp;</text>');
});

test('the bars of temperatures reach over a normal day, and hold what is beyond them at their ends', () => {
  const temperature = {
    bins: [
      { tenths: 201, count: 2 },
      { tenths: 366, count: 5 },
      { tenths: 950, count: 1 },
    ],
    missing: 0,
  };
  const { labels, values } = temperatureBars({ temperature }, 'en');
  assert.deepEqual([labels[0], values[0], labels.at(-1), values.at(-1)], ['≤ 33.0', 2, '≥ 42.0', 1]);
  assert.equal(values[labels.indexOf('36.6')], 5);
  assert.equal(values.length, labels.length);
});

test('per cent is written in one way in both languages', () => {
  assert.deepEqual(
    [percent(0.881, 'ko'), percent(0.881, 'en'), percent(1, 'en')],
    ['88.1%', '88.1%', '100%'],
  );
  assert.equal(percent(0.999, 'en', 0), '100%');
});
