import { parseArgs } from 'node:util';
import { type Range, readRange } from '../common/range.ts';
import { StartError } from '../common/start-error.ts';

/**
 * all: everything on one machine, the others as its children. edge: pages, API, thermometer. sync: what sends
 * rows to the cloud. cloud: the embedded one. fleet: the pages for all kiosks of a cloud, on a machine of its own.
 */
export const ROLES = ['all', 'edge', 'sync', 'cloud', 'fleet'] as const;
/** What is done at once instead of running, named without --role. */
const COMMANDS = ['pair', 'reset-admin', 'end-access', 'take-update'] as const;
/** The same, with the name of a file after it. */
const FILE_COMMANDS = ['backup', 'restore', 'model'] as const;

export type Role = (typeof ROLES)[number] | (typeof COMMANDS)[number];
/** Looks at everything and says what to do. */
export interface DoctorCommand {
  command: 'doctor';
  json: boolean;
  /** Who can get at what, instead of what is wrong. */
  security: boolean;
}
export interface FileCommand {
  command: (typeof FILE_COMMANDS)[number];
  file: string;
}

/** Erases visits of a range of time; only counts them without `yes`. */
export interface EraseCommand {
  command: 'erase';
  range: Range;
  yes: boolean;
}

/** @throws {StartError} for anything but `--role` and one of its values, or a command */
export function readRole(args: string[]): Role | FileCommand | DoctorCommand | EraseCommand {
  try {
    const [first, file] = args;
    const command = args.length === 1 ? COMMANDS.find((name) => name === first) : undefined;
    if (command !== undefined) return command;
    if (first === 'doctor') {
      const { values } = parseArgs({
        args: args.slice(1),
        options: { json: { type: 'boolean', default: false }, security: { type: 'boolean', default: false } },
      });
      return { command: 'doctor', ...values };
    }
    if (first === 'erase') {
      const { values } = parseArgs({
        args: args.slice(1),
        options: {
          from: { type: 'string' },
          to: { type: 'string' },
          yes: { type: 'boolean', default: false },
        },
      });
      return { command: 'erase', range: readRange(values.from, values.to), yes: values.yes };
    }
    const withFile = FILE_COMMANDS.find((name) => name === first);
    if (withFile !== undefined) {
      if (args.length !== 2 || !file) throw new Error(`write ${withFile} FILE, with one name of a file`);
      return { command: withFile, file };
    }
    const { values } = parseArgs({ args, options: { role: { type: 'string', default: 'all' } } });
    const role = ROLES.find((name) => name === values.role);
    if (role === undefined) throw new Error(`"${values.role}" is not one of ${ROLES.join(', ')}`);
    return role;
  } catch (cause) {
    throw new StartError(`--role: ${(cause as Error).message}`, { cause });
  }
}
