import { resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from '../common/start-error.ts';
import { addressSchema } from '../contract/index.ts';
import { filePath, readNamedFile } from './named-file.ts';

const file = filePath.optional();

/** The variables of MQTT; without KF99_MQTT_URL there is no MQTT. */
export const MqttEnvironment = {
  KF99_MQTT_URL: addressSchema({
    schemes: ['mqtt', 'mqtts'],
    takes: [],
    write: 'mqtt://HOST:PORT or mqtts://HOST:PORT, the name in KF99_MQTT_USER, the password in a file',
  })
    .optional()
    .describe('`mqtt://` or `mqtts://` with host and port of a broker. Unset: no MQTT.'),
  KF99_MQTT_USER: z.string().min(1).optional().describe('Name at the broker.'),
  KF99_MQTT_PASSWORD_FILE: file.describe('File with its password.'),
  KF99_MQTT_CA_FILE: file.describe("PEM file of the authority that signed the broker's certificate."),
  KF99_MQTT_CERT_FILE: file.describe(
    "PEM file of the kiosk's own certificate, where the broker asks for one.",
  ),
  KF99_MQTT_KEY_FILE: file.describe('PEM file of its key.'),
  KF99_MQTT_DISCOVERY: z
    .string()
    .regex(/^[\w-]+(\/[\w-]+)*$/, 'name the prefix of Home Assistant, or off')
    .default('homeassistant')
    .describe("Prefix of Home Assistant's discovery, or `off`."),
  KF99_MQTT_READINGS: z
    .string()
    .regex(/^[^+#\s$][^+#\s]{0,199}$/, 'name one topic, without +, # and spaces')
    .optional()
    .describe('Topic of the readings of `KF99_THERMOMETER=mqtt`. Unset: `kf99/KIOSK/readings`.'),
  KF99_MQTT_REQUESTS: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Whether signed requests on `kf99/KIOSK/request` are answered (docs/mqtt.md).'),
  KF99_MQTT_DOOR: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      '`on`: a message opens the door, as staff do. Whoever may publish to its topic lets people in.',
    ),
};

/** What a variable is where nobody has set it. */
const OFF: readonly unknown[] = [undefined, 'off', 'homeassistant'];

export interface MqttConfig {
  url: string;
  user: string | null;
  /** Paths of PEM files, and of a file with the password. */
  passwordFile: string | null;
  caFile: string | null;
  certFile: string | null;
  keyFile: string | null;
  /** Prefix of Home Assistant's discovery, null for none. */
  discovery: string | null;
  /** Topic of a thermometer's readings, null for the one that has the kiosk's name. */
  readings: string | null;
  /** Whether requests are answered. */
  requests: boolean;
  /** Whether a press opens the door. */
  door: boolean;
}

/** @throws {StartError} when the parts don't fit together */
export function mqttConfig(e: z.infer<z.ZodObject<typeof MqttEnvironment>>): MqttConfig | null {
  if (e.KF99_MQTT_URL === undefined) {
    const lone = Object.keys(MqttEnvironment).find((key) => !OFF.includes(e[key as keyof typeof e]));
    if (lone) throw new StartError(`${lone} has no broker: set KF99_MQTT_URL too`);
    return null;
  }
  if ((e.KF99_MQTT_CERT_FILE === undefined) !== (e.KF99_MQTT_KEY_FILE === undefined)) {
    throw new StartError('KF99_MQTT_CERT_FILE and KF99_MQTT_KEY_FILE go together: set both or neither');
  }
  const path = (value: string | undefined) => (value === undefined ? null : resolve(value));
  return {
    url: e.KF99_MQTT_URL,
    user: e.KF99_MQTT_USER ?? null,
    passwordFile: path(e.KF99_MQTT_PASSWORD_FILE),
    caFile: path(e.KF99_MQTT_CA_FILE),
    certFile: path(e.KF99_MQTT_CERT_FILE),
    keyFile: path(e.KF99_MQTT_KEY_FILE),
    discovery: e.KF99_MQTT_DISCOVERY === 'off' ? null : e.KF99_MQTT_DISCOVERY,
    readings: e.KF99_MQTT_READINGS ?? null,
    requests: e.KF99_MQTT_REQUESTS === 'on',
    door: e.KF99_MQTT_DOOR === 'on',
  };
}

/** What the files hold, for the client. @throws {StartError} when one can't be read */
export function readCredentials(config: MqttConfig) {
  const { user, passwordFile, caFile, certFile, keyFile } = config;
  return {
    ...(user !== null && { username: user }),
    ...(passwordFile !== null && {
      password: readNamedFile('KF99_MQTT_PASSWORD_FILE', passwordFile).trimEnd(),
    }),
    ...(caFile !== null && { ca: readNamedFile('KF99_MQTT_CA_FILE', caFile) }),
    ...(certFile !== null && { cert: readNamedFile('KF99_MQTT_CERT_FILE', certFile) }),
    ...(keyFile !== null && { key: readNamedFile('KF99_MQTT_KEY_FILE', keyFile) }),
  };
}
