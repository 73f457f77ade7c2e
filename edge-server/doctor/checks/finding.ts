import type { Config } from '../../config/config.ts';
import type { Health } from '../../contract/index.ts';

/** What one check found. `todo` is there whenever something is not well. */
export interface Finding {
  check: string;
  status: 'ok' | 'warn' | 'fail';
  says: string;
  todo: string | null;
}

/** What the checks are made from. */
export interface Patient {
  config: Config;
  /** What the config was read from. */
  env: NodeJS.ProcessEnv;
  /** The running server's own words; null when none answers. */
  health: Health | null;
  /** Root of sysfs, procfs and /dev/video*, for tests. */
  root: string;
  now: Date;
}

export type Check = (patient: Patient) => Finding[] | Promise<Finding[]>;
/** Checks by their names, in the order in which they are read. */
export type Checks = Readonly<Record<string, Check>>;

export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says, todo: null });
export const warn = (check: string, says: string, todo: string): Finding => ({
  check,
  status: 'warn',
  says,
  todo,
});
export const fail = (check: string, says: string, todo: string): Finding => ({
  check,
  status: 'fail',
  says,
  todo,
});

type Part = Pick<Health['parts']['disk'], 'status' | 'detail'>;

/** A part of health as a finding; its words say already what is wrong. */
export function fromPart(check: string, { status, detail }: Part, todo: string): Finding {
  switch (status) {
    case 'ok':
    case 'off':
      return ok(check, detail);
    case 'degraded':
      return warn(check, detail, todo);
    case 'down':
      return fail(check, detail, todo);
  }
}
