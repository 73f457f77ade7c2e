import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../edge-server/config/config.ts';

const S3 = { KF99_S3_BUCKET: 'pictures', KF99_S3_KEY_FILE: 'key' };

test('an address that the doctor prints takes no secret, and the refusal does not print it either', () => {
  for (const env of [
    { ...S3, KF99_S3_ENDPOINT: 'https://AKIA:hush@s3.example.org' },
    { ...S3, KF99_S3_ENDPOINT: 'https://s3.example.org/?token=hush' },
    { KF99_MQTT_URL: 'mqtts://kim:hush@broker.example.org' },
    { KF99_MQTT_URL: 'mqtts://broker.example.org/?token=hush' },
  ]) {
    assert.throws(
      () => readConfig(env),
      ({ message }: Error) => /KF99_(S3_ENDPOINT|MQTT_URL)/.test(message) && !message.includes('hush'),
      JSON.stringify(env),
    );
  }
  assert.equal(
    readConfig({ ...S3, KF99_S3_ENDPOINT: 'https://s3.example.org/' }).s3?.endpoint,
    'https://s3.example.org',
  );
});
