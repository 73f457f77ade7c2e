/**
 * `npm run cloud:kiosk -- add ID [--site S] [--name N]`, `-- list`, `-- revoke ID`: with the owner's DATABASE_URL, who
 * may send to the cloud. `add` prints the kiosk's token, once: it goes into the file `token` of the kiosk's KF99_CLOUD.
 */
import { parseArgs } from 'node:util';
import { KioskId } from '../../contract/index.ts';
import { addKiosk, listKiosks, revokeKiosk } from '../kiosks.ts';
import { asOwner, command, ownersUrl } from '../owner.ts';

await command('cloud:kiosk', () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { site: { type: 'string' }, name: { type: 'string' } },
  });
  const [verb, id] = positionals;
  return asOwner(ownersUrl(), async (_, sql) => {
    switch (verb) {
      case 'add': {
        const token = await addKiosk(sql, KioskId.parse(id), values);
        return token ?? `${id} keeps its token; for another one, revoke it first`;
      }
      case 'list':
        return (await listKiosks(sql)).join('\n');
      case 'revoke':
        if (await revokeKiosk(sql, KioskId.parse(id))) return `${id} is refused from now on`;
        throw new Error(`there is no kiosk ${id} that is not revoked: see npm run cloud:kiosk -- list`);
      default:
        throw new Error('write add ID [--site S] [--name N], list, or revoke ID');
    }
  });
});
