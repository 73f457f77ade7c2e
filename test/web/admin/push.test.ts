/** Web Push in a browser whose push service does not answer, as behind a firewall. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Push } from '../../../web/admin/app/push.ts';
import { Api } from '../../../web/shared/api.ts';

const STATE = { key: 'BPublic', phones: [] };

function browser(t: TestContext, subscribe: () => Promise<unknown>): void {
  const registration = { pushManager: { subscribe } };
  const serviceWorker = { register: async () => registration, ready: Promise.resolve(registration) };
  const globals = {
    Notification: { requestPermission: async () => 'granted' },
    navigator: { serviceWorker },
  };
  for (const [name, value] of Object.entries(globals)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.after(() => {
      if (before) Object.defineProperty(globalThis, name, before);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
}

test('a push service that says nothing is given up, and meanwhile the page knows that it is asked', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = Promise.withResolvers<void>();
  browser(t, () => {
    asked.resolve();
    return new Promise(() => undefined);
  });
  const push = new Push(new Api(async () => Response.json(STATE)));
  const on = push.switchOn();
  await asked.promise;
  assert.equal(push.busy.value, true);
  t.mock.timers.tick(60_000);
  await assert.rejects(on, /did not answer/);
  assert.equal(push.busy.value, false);
});
