import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScreenPairing } from '../../../../edge-server/contract/index.ts';
import { PairingClient } from '../../../../web/kiosk/server/pairing.ts';
import { ServerLink } from '../../../../web/kiosk/server/state.ts';
import { ApiError } from '../../../../web/shared/call.ts';

const settled = () => new Promise(setImmediate);

test('an unpaired page asks for its code until it is paired, and a paired one asks nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const link = new ServerLink();
  const answers: (ScreenPairing | ApiError)[] = [
    { state: 'shown', code: '40712938', expires_in_s: 541, set_up: null },
    new ApiError('unreachable', 'the server could not be reached'),
    new ApiError('too_busy', 'too much is going on'),
    { state: 'shown', code: '11112222', expires_in_s: 5, set_up: null },
    { state: 'paired' },
  ];
  let asked = 0;
  const client = new PairingClient(async () => {
    const answer = answers[asked++]!;
    if (answer instanceof ApiError) throw answer;
    return answer;
  }, link);
  const next = async () => {
    t.mock.timers.tick(3000);
    await settled();
    return client.code.value;
  };
  link.failed(new ApiError('not_paired', 'this browser is not paired'));
  client.follow(false);
  await settled();
  assert.deepEqual(client.code.value, { at: 'shown', code: '40712938', minutes: 10, setUp: null });
  assert.deepEqual(
    await next(),
    { at: 'shown', code: '40712938', minutes: 10, setUp: null },
    'a break says nothing about the code',
  );
  assert.deepEqual(await next(), { at: 'none' });
  assert.deepEqual(await next(), { at: 'shown', code: '11112222', minutes: 1, setUp: null });
  await next();
  assert.equal(link.state.value, 'ok');
  client.follow(true);
  assert.equal(await next(), null);
  assert.equal(asked, answers.length);
});
