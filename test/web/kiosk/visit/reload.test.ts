import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reload } from '../../../../web/kiosk/visit/reload.ts';
import { face } from './faces.ts';
import { Rig } from './rig.ts';

/** A browser that keeps what pages write, with a clock. */
class Browser {
  now = Date.UTC(2026, 10, 29);
  writes = 0;
  readonly kept = new Map<string, string>();

  page(): Reload {
    return new Reload({
      now: () => this.now,
      read: (key) => this.kept.get(key) ?? null,
      keep: (key, value) => {
        this.writes += 1;
        this.kept.set(key, value);
      },
    });
  }
}

/** A page on which a visitor was let in, loaded again after so many ms. */
function reloaded(browser: Browser, afterMs: number): Rig {
  const before = new Rig();
  const page = browser.page();
  before.show([face('mask')], 2, 'measuring');
  before.answer('pass');
  page.note(before.visit);
  browser.now += afterMs;
  const rig = new Rig();
  rig.visit = browser.page().first(rig.at);
  return rig;
}

test('who was let in and still stands there when the page is loaded again is not checked a second time', () => {
  const rig = reloaded(new Browser(), 9000);
  rig.show([{ ...face('mask'), origin: 'new' }], 20);
  assert.deepEqual(rig.effects, []);
  assert.equal(rig.state().at, 'leaving');
});

test('who steps up after the place was seen empty is checked, after a reload, too', () => {
  const rig = reloaded(new Browser(), 9000);
  rig.show([], 1);
  assert.equal(rig.state().at, 'idle');
  rig.show([face('no_mask')], 2, 'deciding');
  assert.equal(rig.posts().length, 1);
});

test('a page that was away for longer, and a clock that went back, check everybody', () => {
  for (const afterMs of [31_000, -5000]) {
    const rig = reloaded(new Browser(), afterMs);
    assert.equal(rig.state().at, 'idle', `${afterMs} ms`);
  }
  assert.equal(new Browser().page().first(0).state.at, 'idle', 'nothing was kept');
});

test('a visitor who was let in and stays is noted once a second, one who was refused never', () => {
  const browser = new Browser();
  const page = browser.page();
  const rig = new Rig();
  rig.show([face('no_mask')], 2, 'deciding');
  rig.answer('deny', ['no_mask']);
  page.note(rig.visit);
  assert.equal(browser.writes, 0);
  const passed = new Rig();
  passed.show([face('mask')], 2, 'measuring');
  passed.answer('pass');
  for (let frame = 0; frame < 40; frame++) {
    passed.show([face('mask')], 0.05);
    page.note(passed.visit);
    browser.now += 50;
  }
  assert.equal(browser.writes, 2);
});
