import { z } from 'zod';

/** What an address may be, and the words for it. */
export interface AddressForm {
  /** Without their colons. */
  schemes: readonly string[];
  /** What it may have beside host and port. */
  takes: readonly ('user' | 'path' | 'query')[];
  /** What a person should write, as `https://HOST of the service`. */
  write: string;
}

/** An address that can't be used: one sentence that says what to write and holds nothing of the address, which may have a password. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

const HOST = /^([\p{L}\p{N}_]([\p{L}\p{N}._-]*[\p{L}\p{N}_.])?|\[[0-9a-f:.]+\])$/iu;

/**
 * The one reading of every address that a person writes: of a cloud, a broker, a bucket, a webhook, the site itself. It
 * is stricter than `URL`, which takes `postgres://a:12#3@db` for the host `a` and drops line ends.
 * @throws {AddressError}
 */
export function readAddress(text: string, { schemes, takes, write }: AddressForm): URL {
  const refuse = (why: string): never => {
    throw new AddressError(`${why}: write ${write}`);
  };
  if (/[\s\p{Cc}\p{Cf}]/u.test(text)) refuse('there is a blank or a line end in it');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!schemes.includes(scheme))
    refuse(`it does not begin with ${schemes.map((s) => `${s}://`).join(' or ')}`);
  const [, authority = '', rest = ''] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(text)!;
  const user = takes.includes('user');
  if (!user && authority.includes('@')) refuse('name and password have no place in it');
  // Else the host would be the user, and what follows would be sent, or printed, as something harmless.
  if (user && rest.includes('@')) {
    refuse(
      'a sign of user or password is not encoded, so write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23',
    );
  }
  if (/%(?![0-9a-f]{2})/i.test(text)) refuse('a sign of it is not encoded, so write % as %25');
  if (/,/.test(authority.slice(authority.lastIndexOf('@') + 1))) refuse('it names more than one host');
  const url = URL.parse(text);
  if (url === null || url.port === '0') return refuse('host or port can’t be read');
  if (!isHost(url.hostname)) refuse('it has no host, or one that can’t be');
  if (url.hash !== '' || text.includes('#')) refuse('# has no place in it');
  if (!takes.includes('query') && text.includes('?')) refuse('? has no place in it');
  if (!takes.includes('path') && rest.replace(/^\/$/, '') !== '') refuse('it has a path');
  return url;
}

/** The same as a schema, for a form or a variable. */
export function addressSchema(form: AddressForm) {
  return z.string().check(({ value, issues }) => {
    try {
      readAddress(value, form);
    } catch (error) {
      issues.push({ code: 'custom', input: value, message: (error as Error).message });
    }
  });
}

function isHost(name: string): boolean {
  try {
    return HOST.test(decodeURIComponent(name));
  } catch {
    return false;
  }
}
