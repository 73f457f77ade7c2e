/**
 * Makes the passwords of the stack's own broker, once: `kf99` for the kiosk, `reader` for who listens (Home
 * Assistant, a screen in the office). The broker gets their hashes.
 */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { newFile, newPassword } from './secret-file.ts';

const USERS = { kf99: '/mqtt/password', reader: '/mqtt/reader-password' };
const HASHES = '/mqtt-broker/passwords';
/** As mosquitto_passwd does it: type 7, PBKDF2 with SHA-512. */
const ROUNDS = 10_000;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

if (existsSync(HASHES)) {
  console.log('the broker has its passwords');
} else {
  const lines = Object.entries(USERS).map(([user, file]) => {
    const password = newPassword();
    newFile(file, password);
    return line(user, password);
  });
  newFile(HASHES, lines.join(''));
  console.log('made the passwords of kf99 and reader');
}

function line(user: string, password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = pbkdf2Sync(password, salt, ROUNDS, HASH_BYTES, 'sha512');
  return `${user}:$7$${ROUNDS}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
}
