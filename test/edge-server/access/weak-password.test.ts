import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { refuseWeak } from '../../../edge-server/access/weak-password.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
beforeEach(async () => {
  edge = await TestEdge.start();
});
afterEach(() => edge.stop());

const weak = async (password: string, name = 'kim') => {
  try {
    await refuseWeak(password, name);
    return false;
  } catch (error) {
    assert.equal((error as { code: string }).code, 'weak_password');
    return true;
  }
};

test('what a stranger tries first is refused: common ones, runs, and the name', async () => {
  for (const password of [
    ...['password12', 'Password123!', 'P@ssw0rd2026', '123456789a', '1234567890', 'qwertyuiop', '!sunshine1'],
    ...[
      'aaaaaaaaaaaa',
      'abcabcabcabc',
      '0987654321',
      'zyxwvutsrq',
      '1qaz2wsx3edc',
      'qlalfqjsgh1!',
      '대한민국123456',
    ],
  ]) {
    assert.ok(await weak(password), password);
  }
  assert.ok(await weak('administrator1', 'admin'));
  assert.ok(await weak('Kim Minsu 1234', 'kim minsu'));
  assert.ok(await weak('김민수김민수김민수2', '김민수'));
});

test('everything else of ten characters is taken, whatever it is made of', async () => {
  for (const password of [
    ...['entrance hall 1', 'a long password', 'correct horse battery', 'rk4-tz9-pq2', '비 오는 날의 수채화'],
    ...['night shift 22', 'kimchi on the roof', '82 3194 5521 7'],
  ]) {
    assert.equal(await weak(password), false, password);
  }
});

test('it is refused wherever a password is set, and a code of the machine is not used up by it', async () => {
  const admin = edge.as('admin');
  const code = async (answer: Response | Promise<Response>) =>
    ((await (await answer).json()) as { code?: string }).code;
  const user = { name: 'kim', role: 'viewer', password: 'password12' };
  assert.equal(await code(edge.send('POST', '/api/admin/users', user, admin)), 'weak_password');
  const made = await edge.send('POST', '/api/admin/users', { ...user, password: 'night shift 22' }, admin);
  const { id } = (await made.json()) as { id: number };
  const change = (password: string) => edge.send('PATCH', `/api/admin/users/${id}`, { password }, admin);
  assert.equal(await code(change('kim kim kim 1')), 'weak_password');
  assert.equal((await change('night shift 23')).status, 200);
});
