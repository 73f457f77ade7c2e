import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartError } from '../common/start-error.ts';
import { KioskId, SettingsPatch, WantedModel } from '../contract/index.ts';

/** Stands before what is signed, so that the key's signatures of other things are worth nothing here. */
const DOMAIN = 'kf99 fleet settings 1\n';

/** What the fleet wants of kiosks. It is signed as text and sent as that text. */
export const FleetDocument = z.strictObject({
  /** Only ever grows for a kiosk; the time of signing in ms does. */
  version: z.int().min(1),
  /** Null for every kiosk. */
  kiosks: z.array(KioskId).min(1).max(1000).nullable(),
  /** As `PATCH /api/admin/settings` takes them. */
  settings: SettingsPatch,
  /** The mask model that should run, fetched from where the site allows (KF99_MODELS); null leaves it to the kiosk. */
  model: WantedModel.nullable(),
});
export type FleetDocument = z.infer<typeof FleetDocument>;

/** As `kf99_pull` gives it and the worker leaves it in the store. */
export const SignedDocument = z.object({ document: z.string().max(65_536), signature: z.string().max(200) });
export type SignedDocument = z.infer<typeof SignedDocument>;

/** Signs a document by the fleet's Ed25519 key. */
export function signDocument(document: FleetDocument, privateKey: KeyObject): SignedDocument {
  const text = JSON.stringify(FleetDocument.parse(document));
  return { document: text, signature: sign(null, Buffer.from(DOMAIN + text), privateKey).toString('base64') };
}

/** Whether the text is as the key's owner signed it. */
export function isGenuine({ document, signature }: SignedDocument, publicKey: KeyObject): boolean {
  return verify(null, Buffer.from(DOMAIN + document), publicKey, Buffer.from(signature, 'base64'));
}

/** The key of KF99_FLEET_KEY, a PEM file, to which this kiosk was pinned. @throws {StartError} */
export function readFleetKey(path: string): KeyObject {
  return readKey(path, 'public', createPublicKey);
}

/** The key that signs; it never comes near the cloud or a kiosk. @throws {StartError} */
export function readSigningKey(path: string): KeyObject {
  return readKey(path, 'private', createPrivateKey);
}

function readKey(path: string, kind: string, read: (pem: string) => KeyObject): KeyObject {
  try {
    const key = read(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is not an Ed25519 key');
    return key;
  } catch (cause) {
    throw new StartError(
      `the fleet's ${kind} key ${path} can't be used (${(cause as Error).message}): npm run fleet:sign -- key makes a pair`,
      { cause },
    );
  }
}
