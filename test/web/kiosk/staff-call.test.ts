import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StaffCall } from '../../../web/kiosk/server/staff-call.ts';

const CALL = { screen: 'deny', language: 'ko', visit: null } as const;
const settled = () => new Promise(setImmediate);

test('a call that came through stays until it is ended; more touches meanwhile send nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let sent = 0;
  const call = new StaffCall(async () => {
    sent += 1;
    return 'told' as const;
  });
  void call.call(CALL);
  assert.equal(call.state.value, 'calling');
  call.dismiss();
  assert.equal(call.state.value, 'calling', 'a call that goes out is not taken back');
  await settled();
  assert.equal(call.state.value, 'called');
  await call.call(CALL);
  assert.equal(sent, 1);
  t.mock.timers.tick(60_000);
  assert.equal(call.state.value, 'called');
  call.end();
  assert.equal(call.state.value, 'none');
});

test('staff were quicker than the answer to the call: what it says then is of no call any more', async () => {
  const answers: ((state: 'told') => void)[] = [];
  const call = new StaffCall(() => new Promise((resolve) => answers.push(resolve)));
  const first = call.call(CALL);
  call.end();
  void call.call(CALL);
  answers[0]!('told');
  await first;
  assert.equal(call.state.value, 'calling', 'of the second call');
});

test('a call that staff never heard says so, and a touch ends it; its timer ends nothing later', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const call = new StaffCall(() => Promise.reject(new Error('the server is away')));
  await call.call(CALL);
  assert.equal(call.state.value, 'failed');
  call.dismiss();
  t.mock.timers.tick(10_000);
  await call.call(CALL);
  t.mock.timers.tick(15_000);
  assert.equal(call.state.value, 'failed', 'the first call’s timer is gone');
});

test('the screen says what staff know of the call, as the server tells it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const call = new StaffCall(() => Promise.resolve('untold'));
  call.heard('told');
  assert.equal(call.state.value, 'none', 'nobody has called here');
  await call.call(CALL);
  assert.equal(call.state.value, 'failed', 'the server was told, and nobody else');
  call.heard('told');
  assert.equal(call.state.value, 'called');
  call.heard('unanswered');
  assert.equal(call.state.value, 'unanswered');
  call.heard('answered');
  t.mock.timers.tick(60_000);
  assert.equal(call.state.value, 'answered');
});
