/**
 * `cloud-password.ts FILE`: makes the password of the database's owner, once. Postgres takes it when it makes the
 * database, so a file that is there stays as it is.
 */
import { newFile, newPassword } from './secret-file.ts';

const [path = ''] = process.argv.slice(2);
console.log(newFile(path, newPassword()) ? 'made the password of the owner' : 'the owner has a password');
