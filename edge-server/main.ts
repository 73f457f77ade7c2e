#!/usr/bin/env node
import { inspect } from 'node:util';
import { StartError } from './common/start-error.ts';
import { readConfig } from './config/config.ts';
import { runDoctor } from './doctor/doctor.ts';
import { readRole } from './process/role.ts';
import { run } from './process/run.ts';

/** `npm start [-- --role all|edge|sync|cloud|fleet]`: ends with 0 after a signal, 2 when something has to be mended first. */
try {
  const role = readRole(process.argv.slice(2));
  if (typeof role === 'object' && role.command === 'doctor') {
    if (!(await runDoctor(process.env, role.json))) process.exitCode = 1;
  } else {
    await run(role, readConfig(process.env));
  }
} catch (error) {
  process.stderr.write(`kf99: ${error instanceof StartError ? error.message : inspect(error)}\n`);
  process.exitCode = error instanceof StartError ? 2 : 1;
}
