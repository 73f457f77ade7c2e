import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitRegistry } from '../../../edge-server/screening/registry.ts';
import { TestClock } from '../doubles/clock.ts';

test('however many visits thin clients open, the kiosk page finds its place, and the other way round', () => {
  const clock = new TestClock();
  const registry = new VisitRegistry(clock);
  const fill = (client: 'page' | 'thin') => {
    for (let n = 0; n < 1000; n++) {
      if (registry.open(`${client} ${n}`, client) === 'too_many') return n;
    }
    return Number.POSITIVE_INFINITY;
  };
  assert.ok(fill('thin') < 100);
  assert.equal(registry.open('a visitor', 'page'), 'open');
  assert.ok(fill('page') < 100);
  assert.equal(registry.open('one more', 'thin'), 'too_many');
  registry.close('thin 0');
  assert.equal(registry.open('one more', 'thin'), 'open');
});

test('a visit belongs to whom it was opened by: another client neither takes it up nor ends it', () => {
  const registry = new VisitRegistry(new TestClock());
  registry.open('a visitor', 'page');
  assert.equal(registry.open('a visitor', 'thin'), 'taken');
  registry.abandon('a visitor', 'thin');
  assert.ok(registry.has('a visitor'));
  for (let n = 0; n < 1000; n++) {
    registry.open(`picture ${n}`, 'thin');
    registry.abandon(`picture ${n}`, 'thin');
  }
  registry.abandon('a visitor', 'page');
  assert.equal(registry.open('a visitor', 'page'), 'abandoned');
  for (let n = 0; n < 1000; n++) {
    registry.open(`next ${n}`, 'thin');
    registry.abandon(`next ${n}`, 'thin');
  }
  assert.equal(registry.open('a visitor', 'page'), 'abandoned', 'many pictures don’t make it be forgotten');
});
