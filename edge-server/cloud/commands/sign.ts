/**
 * `npm run fleet:sign -- key FILE`: makes the fleet's key; FILE is to be kept away from cloud and kiosks, FILE.pub goes
 * to every kiosk as KF99_FLEET_KEY.
 * `npm run fleet:sign -- settings --key FILE --settings JSON_FILE [--model FILE] [--package DEB]... [--downgrade]
 * [--kiosk ID]... > signed.json`: signs settings (those of JSON_FILE alone are changed), and the hashes of a model's file
 * and of packages of one version, one a processor, for all kiosks or those named.
 * `npm run fleet:sign -- command page|browser|server|doctor|log --key FILE [--minutes 15] [--kiosk ID]... > signed.json`:
 * signs what kiosks are to do once, within these minutes.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { hashOf } from '../../common/fetch-file.ts';
import { FleetCommandName, SettingsPatch, WantedModel, WantedSoftware } from '../../contract/index.ts';
import { modelId, unpackModel, versionOf } from '../../models/model-file.ts';
import { readSigningKey, signCommand, signDocument } from '../../settings/document.ts';
import { command } from '../owner.ts';

/** For how long a command may be done; a kiosk that was away for longer leaves it. */
const Minutes = z.coerce
  .number()
  .min(1)
  .max(24 * 60);

await command('fleet:sign', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      settings: { type: 'string' },
      model: { type: 'string' },
      package: { type: 'string', multiple: true },
      minutes: { type: 'string', default: '15' },
      downgrade: { type: 'boolean', default: false },
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
  if (values.key === undefined || !usable(verb, values.settings)) {
    throw new Error(
      'write key FILE, or settings --key FILE --settings JSON_FILE [--model FILE] [--package DEB]... [--downgrade] [--kiosk ID]..., or command NAME --key FILE [--minutes 15] [--kiosk ID]...',
    );
  }
  const key = readSigningKey(values.key);
  const version = Date.now();
  const kiosks = values.kiosk ?? null;
  if (verb === 'command') {
    const what = FleetCommandName.parse(file);
    const until = new Date(version + Minutes.parse(values.minutes) * 60_000).toISOString();
    return JSON.stringify(signCommand({ version, kiosks, what, until }, key));
  }
  const document = {
    version,
    kiosks,
    settings: SettingsPatch.parse(JSON.parse(readFileSync(values.settings ?? '', 'utf8'))),
    model: values.model === undefined ? null : wantedModel(readFileSync(values.model)),
    software: await wantedSoftware(values.package ?? [], values.downgrade),
  };
  return JSON.stringify(signDocument(document, key));
});

function usable(verb: string | undefined, settings: string | undefined): boolean {
  return verb === 'command' || (verb === 'settings' && settings !== undefined);
}

/** What the document says of a file `VERSION.kf99model`, which goes where the kiosks fetch from. */
function wantedModel(file: Buffer): WantedModel {
  const version = versionOf(unpackModel(file));
  return WantedModel.parse({ version, sha256: modelId(file), bytes: file.length });
}

/** What the document says of files `kf99_VERSION_PROCESSOR.deb`, as `npm run package` names them. */
async function wantedSoftware(files: string[], downgrade: boolean): Promise<WantedSoftware | null> {
  if (files.length === 0) return null;
  const packages: WantedSoftware['packages'] = { arm64: null, amd64: null };
  const versions = new Set<string>();
  for (const file of files) {
    const [, version, processor] = /^kf99_([^_]+)_(arm64|amd64)\.deb$/.exec(basename(file)) ?? [];
    if (version === undefined)
      throw new Error(`${file}: name it kf99_VERSION_PROCESSOR.deb, as npm run package does`);
    versions.add(version);
    const { size: bytes } = statSync(file);
    packages[processor as 'arm64' | 'amd64'] = { sha256: await hashOf(file), bytes };
  }
  if (versions.size > 1)
    throw new Error(`the packages are of ${[...versions].join(' and ')}: give one version`);
  return WantedSoftware.parse({ version: [...versions][0], packages, downgrade });
}
