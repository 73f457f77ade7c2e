const FORBIDDEN = /EACCES|permission denied/i;

/** Whether this user may not open the port. */
export const forbidden = (error: unknown): boolean => FORBIDDEN.test(messageOf(error));

/** What staff can do about each error that opening a port gives. */
const ADVICE: readonly [RegExp, string][] = [
  [FORBIDDEN, 'no permission: add the service user to the group dialout'],
  [/EBUSY|busy|lock/i, 'in use by another program: close it'],
  [/ENOENT|no such file/i, 'it is gone'],
  [/ENOTTY|inappropriate ioctl/i, 'it is not a serial port'],
];

/** One phrase with the path and what to do. */
export function explainOpenError(path: string, error: unknown): string {
  const message = messageOf(error);
  const advice = ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? message;
  return `${path}: ${advice}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
