import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Password as a PHC string: `$argon2id$v=19$m=,t=,p=$salt$key`, base64 without padding. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await keyOf(password, salt, MEMORY_KIB, PASSES, LANES);
  return encode(salt, key);
}

/** Whether the password has this PHC string. Costs and salt are the string's own. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc);
  if (!match) throw new Error('a stored password is not an argon2id string');
  const [, memory, passes, lanes, salt, key] = match as unknown as [string, ...string[]];
  const expected = Buffer.from(key!, 'base64');
  const actual = await keyOf(
    password,
    Buffer.from(salt!, 'base64'),
    Number(memory),
    Number(passes),
    Number(lanes),
    expected.length,
  );
  return timingSafeEqual(actual, expected);
}

/** A string that no password has, so that an unknown name costs the same work as a known one. */
export function impossiblePassword(): string {
  return encode(randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));
}

function encode(salt: Buffer, key: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(salt)}$${base64(key)}`;
}

function keyOf(
  password: string,
  nonce: Buffer,
  memory: number,
  passes: number,
  parallelism: number,
  tagLength = KEY_BYTES,
): Promise<Buffer> {
  // NFKC: the same Korean password from two keyboards is the same bytes.
  const message = password.normalize('NFKC');
  return derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength });
}
