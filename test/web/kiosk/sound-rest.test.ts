import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundRest } from '../../../web/kiosk/sound/rest.ts';

/** An output that is open or not, and a clock that is turned by hand. */
function rig() {
  let open = true;
  let now = 0;
  let due: { at: number; work: () => void } | null = null;
  const output = {
    suspend: async () => {
      open = false;
    },
    resume: async () => {
      open = true;
    },
  };
  const rest = new SoundRest(
    () => output,
    (ms, work) => {
      const mine = { at: now + ms, work };
      due = mine;
      return () => {
        if (due === mine) due = null;
      };
    },
  );
  const pass = (seconds: number) => {
    now += 1000 * seconds;
    if (!due || due.at > now) return;
    const { work } = due;
    due = null;
    work();
  };
  /** As `#open` does before each sound. */
  const sound = () => {
    open = true;
    rest.sounds();
  };
  return { rest, pass, sound, isOpen: () => open };
}

test('the output is closed half a minute after the last visitor, and open as soon as one comes', () => {
  const { rest, pass, isOpen } = rig();
  rest.attend(true);
  pass(300);
  assert.ok(isOpen(), 'while somebody is there');
  rest.attend(false);
  pass(29);
  assert.ok(isOpen());
  pass(1);
  assert.ok(!isOpen());
  rest.attend(true);
  assert.ok(isOpen());
});

test('who comes within the half minute keeps it open', () => {
  const { rest, pass, isOpen } = rig();
  rest.attend(false);
  pass(20);
  rest.attend(true);
  pass(20);
  assert.ok(isOpen());
});

test('a sound with nobody there is heard to its end, and the output is closed again', () => {
  const { rest, pass, sound, isOpen } = rig();
  rest.attend(false);
  pass(30);
  sound();
  pass(29);
  assert.ok(isOpen());
  pass(1);
  assert.ok(!isOpen());
});

test('before the first sound there is nothing to close', () => {
  const rest = new SoundRest(
    () => null,
    (_, work) => {
      work();
      return () => undefined;
    },
  );
  rest.attend(false);
  rest.attend(true);
  rest.sounds();
});
