#!/usr/bin/env node
import { errorText } from './common/error-text.ts';
import { StartError } from './common/start-error.ts';
import { readConfig } from './config/config.ts';
import { readRole } from './process/role.ts';
import { run } from './process/run.ts';

// What is written is for the owner alone: verdicts, pictures, tokens.
process.umask(0o077);

/** `npm start [-- --role all|edge|sync|cloud|fleet]`: ends with 0 after a signal, 2 when something has to be mended first. */
try {
  const role = readRole(process.argv.slice(2));
  if (typeof role === 'object' && role.command === 'doctor') {
    const { runDoctor } = await import('./doctor/doctor.ts');
    if (!(await runDoctor(process.env, role))) process.exitCode = 1;
  } else {
    await run(role, readConfig(process.env));
  }
} catch (error) {
  process.stderr.write(`kf99: ${error instanceof StartError ? error.message : errorText(error)}\n`);
  process.exitCode = error instanceof StartError ? 2 : 1;
} finally {
  // The channel to whoever started this role would keep it alive, dead as it is, and nobody would start it again.
  if (process.connected) process.disconnect?.();
}
