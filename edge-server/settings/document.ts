import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartError } from '../common/start-error.ts';
import { FleetCommandName, KioskId, SettingsPatch, WantedModel, WantedSoftware } from '../contract/index.ts';

/** Stands before what is signed, so that the key's signatures of other things are worth nothing here. */
const DOMAINS = { settings: 'kf99 fleet settings 1\n', command: 'kf99 fleet command 1\n' } as const;
export type DocumentKind = keyof typeof DOMAINS;

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
  /** The version of the software that should run, fetched from where the site allows (KF99_SOFTWARE); null leaves it. */
  software: WantedSoftware.nullable(),
});
export type FleetDocument = z.infer<typeof FleetDocument>;

/** What the fleet asks of kiosks once. */
export const FleetCommand = z.strictObject({
  /** As a settings document's; each kiosk does one of a version once, and none that is older. */
  version: z.int().min(1),
  kiosks: z.array(KioskId).min(1).max(1000).nullable(),
  what: FleetCommandName,
  /** After this it is not done any more: a kiosk that was away does not restart days later. */
  until: z.iso.datetime(),
});
export type FleetCommand = z.infer<typeof FleetCommand>;

/** As `kf99_report` gives it and the worker leaves it in the store. */
export const SignedDocument = z.object({ document: z.string().max(65_536), signature: z.string().max(200) });
export type SignedDocument = z.infer<typeof SignedDocument>;

/** Signs a document by the fleet's Ed25519 key. */
export function signDocument(document: FleetDocument, privateKey: KeyObject): SignedDocument {
  return signText('settings', JSON.stringify(FleetDocument.parse(document)), privateKey);
}

/** The same with a command. */
export function signCommand(command: FleetCommand, privateKey: KeyObject): SignedDocument {
  return signText('command', JSON.stringify(FleetCommand.parse(command)), privateKey);
}

function signText(kind: DocumentKind, document: string, privateKey: KeyObject): SignedDocument {
  const signature = sign(null, Buffer.from(DOMAINS[kind] + document), privateKey).toString('base64');
  return { document, signature };
}

/**
 * Opens what was left for this kiosk, when the owner of the key signed it as such.
 *
 * @param text JSON of a `SignedDocument`
 * @param key the one that this kiosk is pinned to, null for none
 * @throws {Error} why it can't be followed
 */
export function openSigned<T>(
  kind: DocumentKind,
  schema: z.ZodType<T>,
  text: string,
  key: KeyObject | null,
): T {
  if (key === null) throw new Error('this kiosk is pinned to no key: set KF99_FLEET_KEY');
  const signed = SignedDocument.safeParse(JSON.parse(text));
  if (!signed.success || !isGenuine(signed.data, key, kind)) {
    throw new Error('not signed by the key that this kiosk is pinned to');
  }
  const parsed = schema.safeParse(JSON.parse(signed.data.document));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`this version does not understand it: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Whether the text is as the key's owner signed it. */
export function isGenuine(
  { document, signature }: SignedDocument,
  publicKey: KeyObject,
  kind: DocumentKind = 'settings',
): boolean {
  return verify(null, Buffer.from(DOMAINS[kind] + document), publicKey, Buffer.from(signature, 'base64'));
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
