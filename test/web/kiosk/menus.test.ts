import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseMenus } from '../../../web/kiosk/screens/menus.ts';

test('a hand that rests on the screen, drags or drops opens no menu, marks no text and leaves the page in place', () => {
  const page = new EventTarget();
  refuseMenus(page);
  for (const type of ['contextmenu', 'dragstart', 'dragover', 'drop', 'selectstart']) {
    const event = new Event(type, { cancelable: true });
    page.dispatchEvent(event);
    assert.ok(event.defaultPrevented, type);
  }
  const touch = new Event('click', { cancelable: true });
  page.dispatchEvent(touch);
  assert.ok(!touch.defaultPrevented, 'buttons work');
});
