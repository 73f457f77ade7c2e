/**
 * `npm run attack [-- --only ROOM,ROOM] [-- --quick]`: attacks on a fresh instance of the product and on a real
 * Postgres, on this machine's loopback alone. It tests our own guard with input that harms nobody. Each line is an
 * attack, how often it was tried and whether the guard held; the last lines are a table and how many there were; exit 1
 * when one did not hold. `--quick` is the part that `npm test` runs. `npm run attack -- hostile [--minutes 10]` measures
 * what a hostile kiosk does to another one (hostile/measure.ts).
 */
import { parseArgs } from 'node:util';
import { bench } from '../bench/figures.ts';
import { report } from './attack.ts';
import { hostile } from './hostile/measure.ts';
import { ROOMS } from './rooms/rooms.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
  },
});
if (positionals[0] === 'hostile') {
  const minutes = Number(values.minutes);
  await bench('hostile', { hostile: () => hostile(minutes) }, undefined, { minutes });
} else {
  await attack();
}

async function attack(): Promise<void> {
  const wanted = values.only?.split(',') ?? ROOMS.map(({ name }) => name);
  const unknown = wanted.find((name) => !ROOMS.some((room) => room.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no room ${unknown}: use ${ROOMS.map(({ name }) => name).join(', ')}`);
  const began = performance.now();
  const results = [];
  for (const room of ROOMS.filter(({ name }) => wanted.includes(name))) {
    console.log(`\n${room.name}`);
    const found = await room.run({
      long: !values.quick,
      onResult: ({ name, tries, broken, seconds }) => {
        const held = broken.length === 0 ? 'held' : `NOT HELD\n    ${broken.join('\n    ')}`;
        console.log(`  ${name}: ${tries} tries, ${seconds.toFixed(1)} s, ${held}`);
      },
    });
    results.push(...found);
  }
  console.log(`\n${report(results, (performance.now() - began) / 1000)}`);
  process.exitCode = results.some(({ broken }) => broken.length > 0) ? 1 : 0;
}
