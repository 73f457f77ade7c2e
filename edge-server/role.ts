import { parseArgs } from 'node:util';
import { StartError } from './start-error.ts';

/**
 * all: everything on one machine, the others as its children. edge: pages, API, thermometer. sync: what sends
 * rows to the cloud. cloud: the embedded one. reset-admin: a command, named without --role.
 */
export const ROLES = ['all', 'edge', 'sync', 'cloud'] as const;
const COMMAND = 'reset-admin';
export type Role = (typeof ROLES)[number] | typeof COMMAND;

/** @throws {StartError} for anything but `--role` and one of its values, or `reset-admin` */
export function readRole(args: string[]): Role {
  try {
    if (args.length === 1 && args[0] === COMMAND) return COMMAND;
    const { values } = parseArgs({ args, options: { role: { type: 'string', default: 'all' } } });
    const role = ROLES.find((name) => name === values.role);
    if (role === undefined) throw new Error(`"${values.role}" is not one of ${ROLES.join(', ')}`);
    return role;
  } catch (cause) {
    throw new StartError(`--role: ${(cause as Error).message}`, { cause });
  }
}
