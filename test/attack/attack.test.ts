/** CI's part of `npm run attack`: whatever is quick, on a fresh instance and a real Postgres; and the gate itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { report, room } from './attack.ts';
import { ROOMS } from './rooms/rooms.ts';

const nothing = { stop: async () => {} };

for (const each of ROOMS) {
  test(`attacks on ${each.name} do not get through`, async () => {
    for (const { name, broken } of await each.run({ long: false })) assert.deepEqual(broken, [], name);
  });
}

test('a guard that does not hold is found: by a try, by an error, by an attack that tries nothing', async () => {
  const weak = room('weak', async () => nothing, [
    {
      name: 'gets through',
      run: async (_, tries) => {
        tries.held(true, 'the first');
        tries.held(false, 'the second');
      },
    },
    { name: 'breaks', run: () => Promise.reject(new Error('no answer')) },
    { name: 'sleeps', run: async () => {} },
  ]);
  const results = await weak.run({ long: true });
  assert.deepEqual(
    results.map(({ broken, tries }) => [tries, broken.length]),
    [
      [2, 1],
      [1, 1],
      [1, 1],
    ],
  );
  const text = report(results, 1);
  assert.match(text, /^gets through: the second$/m);
  assert.match(text, /3 attacks, 4 tries, 3 did not hold, 1 s$/);
});
