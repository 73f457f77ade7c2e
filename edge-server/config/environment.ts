import { isIP } from 'node:net';
import { z } from 'zod';
import { LOG_LEVELS } from '../common/log.ts';
import { addressSchema, KioskId } from '../contract/index.ts';
import { ALLOWANCES } from './allowance.ts';
import { MqttEnvironment } from './mqtt.ts';
import { filePath } from './named-file.ts';
import { readPostgresAddress } from './postgres-address.ts';
import { S3Environment } from './s3.ts';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'give a number from 0 to 65535')
  .default('8080')
  .transform(Number)
  .refine((value) => value <= 65_535, 'give a number from 0 to 65535');

/** As browsers send it: in small letters, without a port that goes without saying and without a slash at its end. */
const origin = addressSchema({
  schemes: ['https', 'http'],
  takes: [],
  write: 'scheme, host and port without a path, as https://kiosk.example.org',
}).transform((value) => new URL(value).origin);

/** A host's name or address; an IPv6 one may stand in brackets. */
const host = z
  .string()
  .refine(
    (value) =>
      isIP(value.replace(/^\[(.+)\]$/, '$1')) !== 0 || /^[a-z\d_]([a-z\d_.-]*[a-z\d])?$/i.test(value),
    {
      error: 'write an address of this machine without scheme and port, as 127.0.0.1 or 0.0.0.0',
    },
  );

const text = z.string().min(1);

/** A place that files named by a signed document are fetched from. */
const source = z
  .string()
  .refine(
    (value) =>
      value.startsWith('/') ||
      URL.parse(value)?.protocol === 'https:' ||
      /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(value),
    'give an address that begins with https:// or an absolute path',
  );

const postgres = z.string().check(({ value, issues }) => {
  try {
    readPostgresAddress(value);
  } catch (error) {
    issues.push({ code: 'custom', input: value, message: (error as Error).message });
  }
});

/**
 * The environment that the programs read; every KF99_* variable that is not here is refused. The descriptions are
 * what docs/configuration.md says of them.
 */
export const Environment = z.strictObject({
  KF99_HOST: host.default('127.0.0.1').describe('Address on which the server listens.'),
  KF99_PORT: port.describe('Its port; 0 takes a free one.'),
  KF99_TLS_CERT: filePath
    .optional()
    .describe('PEM file of a certificate, its chain behind it: the server speaks HTTPS.'),
  KF99_TLS_KEY: filePath
    .optional()
    .describe('PEM file of its key. Both files are looked at every minute, and renewed ones taken.'),
  KF99_DATA: filePath
    .default('./data')
    .describe('Folder of the store, kept pictures and everything else that lasts.'),
  KF99_KIOSK_ID: KioskId.optional().describe(
    "This kiosk's name in the cloud and in MQTT. Unset: made once and kept.",
  ),
  KF99_THERMOMETER: text
    .default('simulated')
    .describe(
      '`auto` finds an Arduino, a path names a port (a clone has to be named, by its path under `/dev/serial`, since its chip is also that of radios), `http` takes posted readings, `mqtt` signed ones of a topic, `simulated` runs the firmware in a simulator. None falls back to simulated.',
    ),
  KF99_DEV: filePath.default('/dev').describe('Folder of the device files where `auto` looks for boards.'),
  KF99_CLOCK: z
    .enum(['network', 'battery'])
    .default('network')
    .describe(
      "What sets the clock. With `battery` it is believed without a time server, for a machine with such a battery and no such network, whose visits would be held back; not when that clock is a day or more off the system's, as after its battery was empty.",
    ),
  KF99_CLOUD: filePath
    .optional()
    .describe(
      'Folder with the files `url` and `token`, the access to the cloud; until they are there, visits wait.',
    ),
  KF99_CLOUD_GATHER: z
    .enum(['0', '1', '2'])
    .default('0')
    .transform(Number)
    .describe(
      'Seconds that a visit may wait here for others, so that they go to the cloud in one call; a verdict waits for nothing. For the cloud of a large chain, which a visit alone costs most.',
    ),
  DATABASE_URL: postgres
    .optional()
    .describe('The cloud database. Unset, and without KF99_CLOUD: an embedded Postgres.'),
  KF99_KIOSK_TOKEN_FILE: filePath.optional().describe("File with this kiosk's token, with DATABASE_URL."),
  KF99_READER_URL: postgres
    .optional()
    .describe('The cloud database with a user that may only read, for `--role fleet`.'),
  KF99_FLEET_KEY: filePath
    .optional()
    .describe(
      'PEM file of the public key whose settings this kiosk follows (`npm run fleet:sign`). Unset: it follows nobody.',
    ),
  KF99_FLEET_ALLOWS: z
    .string()
    .refine(
      (text) => text.split(',').every((word) => (ALLOWANCES as readonly string[]).includes(word)),
      `write one or more of ${ALLOWANCES.join(', ')}, with a comma between`,
    )
    .optional()
    .describe(
      'What the fleet may do here: loosen `images`, `policies` or `records` by its settings, `restart` page, browser and server, ask for `reports` (the findings of the doctor, the end of the log); with a comma between. Unset: nothing.',
    ),
  KF99_MODELS: source
    .optional()
    .describe(
      'Where mask models that such a document names may be fetched: an https address or a folder, with the files `VERSION.kf99model`. Unset: none is fetched.',
    ),
  KF99_SOFTWARE: source
    .optional()
    .describe(
      'Where versions of the software that such a document names may be fetched: an https address or a folder, with the files `kf99_VERSION_arm64.deb`. Unset: the fleet changes no software here.',
    ),
  KF99_UPDATER: filePath
    .optional()
    .describe(
      "Folder where this machine's installer says what became of an update; the Debian package sets it.",
    ),
  KF99_PAIRING: z
    .enum(['open', 'code'])
    .optional()
    .describe(
      'How a browser becomes the kiosk: by itself on this machine, within 15 minutes of a start (`open`), or by a code (on its screen, or in a printed address). Unset: `open` on a loopback address, else `code`.',
    ),
  KF99_FIRST_RUN: z
    .enum(['console', 'screen'])
    .default('console')
    .describe(
      "Where the one-time address of the first admin is shown: on the server's output, or on this machine's own screen, too, to whoever stands there (`screen`, as the card image has it).",
    ),
  KF99_SETTINGS: filePath
    .optional()
    .describe('JSON file with the settings below; the admin page changes them later.'),
  KF99_ORIGIN: origin
    .optional()
    .describe('A further public origin, as `https://kiosk.example.org`, behind a proxy.'),
  KF99_ADMIN_PASSWORD_FILE: filePath
    .optional()
    .describe(
      'File with the password of the person `admin`, taken when the file has another one than before; the admin page may change it since. Unset: the first start prints a one-time address.',
    ),
  KF99_DROP_FOLDER: filePath
    .optional()
    .describe(
      'Folder into which a camera puts pictures, each of which makes a visit and is removed ([how](thin-clients.md#a-folder)). Whoever may write there may make visits. Unset: none.',
    ),
  KF99_DROP_DOOR: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Whether a pass of such a visit opens the door.'),
  KF99_REPLAY: filePath.optional().describe('Folder of recordings for `/?source=`, to look for faults.'),
  ...MqttEnvironment,
  ...S3Environment,
  KF99_REPORT_FOLDER: filePath
    .optional()
    .describe('Folder in which each weekly report is kept, as HTML and CSV. Unset: none is kept.'),
  KF99_WEBHOOK_SECRET_FILE: filePath
    .optional()
    .describe('File with the secret that signs webhooks. Unset: an admin makes one.'),
  KF99_PUSH_HOSTS: z
    .string()
    .regex(
      /^[a-z0-9.:*-]+(,[a-z0-9.:*-]+)*$/,
      'write hosts with a comma between, `*.` before those of a domain',
    )
    .default('fcm.googleapis.com,*.push.services.mozilla.com,*.notify.windows.com,*.push.apple.com')
    .describe(
      'Hosts of the push services that phones may name, with a comma between; `*.` stands for any name before.',
    ),
  KF99_LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('The least that is logged.'),
});

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape);
