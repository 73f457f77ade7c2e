import { StartError } from '../common/start-error.ts';
import { type Config, readConfig } from '../config/config.ts';
import { askHealth } from './ask-health.ts';
import { type Finding, fail, ok } from './checks/finding.ts';
import { diagnose, runChecks } from './diagnose.ts';
import { SECURITY } from './security/security.ts';

/**
 * `doctor` on the machine itself, beside a running server or without one: looks at everything that a site needs,
 * says of each how it is and what to do, and changes nothing.
 *
 * @param env with the variables that the server has
 * @param security looks at who can get at what instead: files, units, ports, certificates, tokens, people
 * @returns false when something fails
 */
export async function runDoctor(
  env: NodeJS.ProcessEnv,
  { json = false, security = false } = {},
): Promise<boolean> {
  const findings = await look(env, security);
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : lines(findings));
  return !findings.some(({ status }) => status === 'fail');
}

async function look(env: NodeJS.ProcessEnv, security: boolean): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    // Nothing else can be looked at without knowing where things are.
    return [
      fail('settings', error.message, 'Correct that; docs/configuration.md has every variable and setting.'),
    ];
  }
  const patient = {
    config,
    env,
    health: security ? null : await askHealth(config),
    root: '/',
    now: new Date(),
  };
  const rest = await (security ? runChecks(SECURITY, patient) : diagnose(patient));
  return [ok('settings', 'Variables and settings file can be read.'), ...rest];
}

function lines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(width + 8);
  const text = findings.map(({ check, status, says, todo }) => {
    const line = `${status.padEnd(5)} ${check.padEnd(width)}  ${says}\n`;
    return todo === null ? line : `${line}${indent}→ ${todo}\n`;
  });
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return `${text.join('')}${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed\n`;
}
