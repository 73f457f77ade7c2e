/**
 * `npm run cloud:kiosk -- add ID [--site S] [--name N]`, `-- list`, `-- renew ID`, `-- revoke ID`: with the owner's
 * DATABASE_URL, who may send to the cloud. `add` and `renew` print the kiosk's address with its own user and its token,
 * once: they go into the files `url` and `token` of its KF99_CLOUD.
 */
import { parseArgs } from 'node:util';
import { KioskId } from '../../contract/index.ts';
import { type Access, addKiosk, listKiosks, renewKiosk, revokeKiosk } from '../kiosks.ts';
import { asOwner, command, ownersUrl } from '../owner.ts';

await command('cloud:kiosk', () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { site: { type: 'string' }, name: { type: 'string' } },
  });
  const [verb, id] = positionals;
  const unknown = `there is no kiosk ${id} that is not revoked: see npm run cloud:kiosk -- list`;
  return asOwner(ownersUrl(), async (_, sql) => {
    switch (verb) {
      case 'add': {
        const access = await addKiosk(sql, KioskId.parse(id), values);
        return access === null
          ? `${id} keeps its user and token; for other ones: renew ${id}`
          : files(access);
      }
      case 'list':
        return (await listKiosks(sql)).join('\n');
      case 'renew': {
        const access = await renewKiosk(sql, KioskId.parse(id));
        if (access === null) throw new Error(unknown);
        return files(access);
      }
      case 'revoke':
        if (await revokeKiosk(sql, KioskId.parse(id))) return `${id} is refused from now on`;
        throw new Error(unknown);
      default:
        throw new Error('write add ID [--site S] [--name N], list, renew ID, or revoke ID');
    }
  });
});

/** What is to be in the two files, a line each. The address is the owner's, as kiosks may need another name for it. */
function files({ login, password, token }: Access): string {
  const url = new URL(ownersUrl());
  [url.username, url.password] = [login, password];
  return `url\t${url.href}\ntoken\t${token}`;
}
