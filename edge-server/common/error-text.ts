/**
 * What a log says of whatever was thrown. Without an error's further fields: an address that can't be read is one of
 * them, with its password. A WebAssembly program, as the embedded cloud's, throws objects that are no Error: one with a
 * message when it ends, and one with a name and a number (WASI's errno) when its files fail it, as on a disk that is gone.
 */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  if (typeof error !== 'object' || error === null) return String(error);
  const { name, message, errno } = error as Record<string, unknown>;
  if (typeof message === 'string' && message !== '') return message;
  const known = [name, errno].filter((part) => typeof part === 'string' || typeof part === 'number');
  return known.length > 0 ? known.join(' ') : String(error);
}
