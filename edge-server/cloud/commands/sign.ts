/**
 * `npm run fleet:sign -- key FILE`: makes the fleet's key; FILE is to be kept away from cloud and kiosks, FILE.pub goes
 * to every kiosk as KF99_FLEET_KEY.
 * `npm run fleet:sign -- settings --key FILE --settings JSON_FILE [--model FILE] [--kiosk ID]... > signed.json`:
 * signs settings (those of JSON_FILE alone are changed), and the hash of a model's file, for all kiosks or those named.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SettingsPatch, WantedModel } from '../../contract/index.ts';
import { modelId, unpackModel, versionOf } from '../../models/model-file.ts';
import { readSigningKey, signDocument } from '../../settings/document.ts';
import { command } from '../owner.ts';

await command('fleet:sign', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      settings: { type: 'string' },
      model: { type: 'string' },
      kiosk: { type: 'string', multiple: true },
    },
  });
  const [verb, file] = positionals;
  if (verb === 'key' && file !== undefined) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    // wx: a key that is in use is not written over.
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    writeFileSync(`${file}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
    return `${file} signs and stays here; ${file}.pub goes to every kiosk as KF99_FLEET_KEY`;
  }
  if (verb !== 'settings' || values.key === undefined || values.settings === undefined) {
    throw new Error(
      'write key FILE, or settings --key FILE --settings JSON_FILE [--model FILE] [--kiosk ID]...',
    );
  }
  const document = {
    version: Date.now(),
    kiosks: values.kiosk ?? null,
    settings: SettingsPatch.parse(JSON.parse(readFileSync(values.settings, 'utf8'))),
    model: values.model === undefined ? null : wantedModel(readFileSync(values.model)),
  };
  return JSON.stringify(signDocument(document, readSigningKey(values.key)));
});

/** What the document says of a file `VERSION.kf99model`, which goes where the kiosks fetch from. */
function wantedModel(file: Buffer): WantedModel {
  const version = versionOf(unpackModel(file));
  return WantedModel.parse({ version, sha256: modelId(file), bytes: file.length });
}
