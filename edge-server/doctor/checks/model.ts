import { runGate } from '../../models/run-gate.ts';
import { type Check, fail, fromPart, ok } from './finding.ts';

/** What the server says of its mask model; without one, whether the build's own passes the gate. */
export const model: Check = async ({ health }) => {
  const todo = 'Install the software again, or build the pages again (npm run build).';
  if (health !== null) {
    const { version, tried, ...part } = health.parts.model;
    if (part.status !== 'ok') return [fromPart('model', part, todo)];
    return [
      ok('model', `${version} judges${tried === null ? '' : `; ${tried.version} is asked beside it`}.`),
    ];
  }
  const fault = await runGate(null);
  return [fault === null ? ok('model', 'The mask model passes its gate.') : fail('model', fault, todo)];
};
