import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FPS } from './scenario.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';
import { placementAt } from './scene.ts';

test('names and numbers are used once and fit the frame number', () => {
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
  assert.equal(new Set(scenarios.map(({ number }) => number)).size, scenarios.length);
  for (const { number, duration } of scenarios) {
    assert.ok(number >= 0 && number < 64);
    assert.ok(duration * FPS < 2048);
  }
});

test('steps follow each other within the loop, which begins and ends without anybody', () => {
  for (const { name, visitors, duration, expected } of scenarios) {
    for (const { way } of visitors) {
      assert.ok(
        way.every((step, i) => i === 0 || step.at > way[i - 1]!.at),
        name,
      );
      assert.ok(way.at(-1)!.at < duration, name);
      assert.equal(placementAt(way, 0), undefined, name);
      assert.equal(placementAt(way, duration), undefined, name);
    }
    if (expected.later) assert.ok(expected.first === 'adjust' || visitors.length > 1, name);
  }
});

test('who is told to adjust stays for two decisions and 8 s between', () => {
  for (const { name, visitors, expected } of scenarios) {
    if (expected.first !== 'adjust') continue;
    const { way } = visitors[0]!;
    assert.ok(way.at(-2)!.at - way[1]!.at >= 15, name);
  }
});

test('an unknown name is refused with the names there are', () => {
  assert.throws(() => scenarioNamed('nobody'), /masked-surgical/);
});
