import mqtt from 'mqtt';
import { readCredentials } from '../../config/mqtt.ts';
import { type Check, fail, fromPart, ok } from './finding.ts';

const CONNECT_MS = 10_000;
const TODO = 'Check the address, name, password and certificates of KF99_MQTT_*, and the network.';

/** The server's connection; without a server one of our own, which is closed at once. */
export const broker: Check = async ({ config, health }) => {
  if (config.mqtt === null) return [];
  if (health !== null) return [fromPart('mqtt', health.parts.mqtt, TODO)];
  try {
    // A name of its own: a second connection with the kiosk's would throw the server out.
    const client = await mqtt.connectAsync(
      config.mqtt.url,
      {
        ...readCredentials(config.mqtt),
        clientId: `kf99-doctor-${process.pid}`,
        connectTimeout: CONNECT_MS,
        reconnectPeriod: 0,
      },
      false,
    );
    await client.endAsync(true);
    return [ok('mqtt', `${config.mqtt.url} lets us in.`)];
  } catch (error) {
    return [fail('mqtt', `${config.mqtt.url}: ${(error as Error).message || String(error)}`, TODO)];
  }
};
