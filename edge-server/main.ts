#!/usr/bin/env node
import { inspect } from 'node:util';
import { readConfig } from './config.ts';
import { readRole } from './role.ts';
import { run } from './run.ts';
import { StartError } from './start-error.ts';

/** `npm start [-- --role all|edge|sync|cloud|fleet]`: ends with 0 after a signal, 2 when something has to be mended first. */
try {
  await run(readRole(process.argv.slice(2)), readConfig(process.env));
} catch (error) {
  process.stderr.write(`kf99: ${error instanceof StartError ? error.message : inspect(error)}\n`);
  process.exitCode = error instanceof StartError ? 2 : 1;
}
