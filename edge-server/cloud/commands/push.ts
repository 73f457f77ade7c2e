/**
 * `npm run fleet:push -- signed.json`: with the owner's DATABASE_URL, puts signed settings or a command where kiosks pull
 * them, within half a minute. What each makes of them is in the kiosks' list. The cloud can't check the signature, and need not.
 */
import { readFileSync } from 'node:fs';
import { FleetCommand, FleetDocument, SignedDocument } from '../../settings/document.ts';
import { asOwner, command, ownersUrl } from '../owner.ts';

await command('fleet:push', async () => {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('name the file that npm run fleet:sign made');
  const { document, signature } = SignedDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
  const read = JSON.parse(document) as object;
  const kind = 'what' in read ? 'command' : 'settings';
  const { version, kiosks } = kind === 'command' ? FleetCommand.parse(read) : FleetDocument.parse(read);
  await asOwner(
    ownersUrl(),
    (_, sql) => sql`
      insert into fleet_documents (version, kind, kiosks, document, signature)
      values (${version}, ${kind}, ${kiosks}, ${document}, ${signature}) on conflict (version) do nothing`,
  );
  return `version ${version} is there for ${kiosks === null ? 'every kiosk' : kiosks.join(', ')}`;
});
