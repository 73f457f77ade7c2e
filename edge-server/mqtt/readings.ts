import type { Tokens } from '../access/tokens.ts';
import { MQTT_READING_BYTES, MqttPostedReading } from '../contract/index.ts';
import { PostError, type PostedThermometer } from '../thermometer/posted.ts';
import { openSigned, Unsigned } from './signed.ts';
import type { Subscription } from './subscriptions.ts';

/**
 * Readings of a thermometer that publishes (`KF99_THERMOMETER=mqtt`): signed by a token with the scope `temperature`,
 * with their time, and from there on as posted ones. What is not taken is counted and named in health.
 */
export function readingsFrom(
  topic: string,
  thermometer: PostedThermometer,
  tokens: Pick<Tokens, 'signer'>,
): Subscription {
  return {
    topic,
    most: MQTT_READING_BYTES,
    take: (message) => {
      try {
        const { token, body } = openSigned(message, tokens);
        if (!token.scopes.includes('temperature'))
          throw new Unsigned('its token lacks the scope temperature');
        const parsed = MqttPostedReading.safeParse(body);
        if (!parsed.success) throw new Unsigned(`its body is no reading: ${wrongIn(parsed.error)}`);
        thermometer.accept(parsed.data, `mqtt:${token.name}`);
      } catch (error) {
        if (!(error instanceof Unsigned || error instanceof PostError)) throw error;
        thermometer.refuse(error.message);
      }
    },
  };
}

function wrongIn({ issues: [issue] }: { issues: { path: PropertyKey[]; message: string }[] }): string {
  return `${issue?.path.join('.') || 'the body'}: ${issue?.message}`;
}
