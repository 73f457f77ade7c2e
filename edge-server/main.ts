#!/usr/bin/env node
import { StartError } from './common/start-error.ts';
import { readConfig } from './config/config.ts';
import { runDoctor } from './doctor/doctor.ts';
import { readRole } from './process/role.ts';
import { run } from './process/run.ts';

// What is written is for the owner alone: verdicts, pictures, tokens.
process.umask(0o077);

/** `npm start [-- --role all|edge|sync|cloud|fleet]`: ends with 0 after a signal, 2 when something has to be mended first. */
try {
  const role = readRole(process.argv.slice(2));
  if (typeof role === 'object' && role.command === 'doctor') {
    if (!(await runDoctor(process.env, role))) process.exitCode = 1;
  } else {
    await run(role, readConfig(process.env));
  }
} catch (error) {
  process.stderr.write(`kf99: ${error instanceof StartError ? error.message : stackOf(error)}\n`);
  process.exitCode = error instanceof StartError ? 2 : 1;
} finally {
  // The channel to whoever started this role would keep it alive, dead as it is, and nobody would start it again.
  if (process.connected) process.disconnect?.();
}

/** Without the error's further fields: an address that can't be read is one of them, with its password. */
function stackOf(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  // A WebAssembly program that ends, as the embedded cloud's, throws an object that is no Error.
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : String(error);
}
