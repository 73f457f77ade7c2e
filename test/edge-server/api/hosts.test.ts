import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnHost } from '../../../edge-server/api/hosts.ts';
import { addressOf } from '../../../edge-server/common/address.ts';

test('https://name/ without a port: printed, opened and believed, on the port that goes without saying', () => {
  assert.equal(addressOf('kiosk.example.org', 443, true), 'https://kiosk.example.org/');
  assert.equal(addressOf('kiosk.example.org', 80, false), 'http://kiosk.example.org/');
  assert.equal(addressOf('::', 8443, true), 'https://localhost:8443/');
  assert.equal(addressOf('2001:db8::1', 443, true), 'https://[2001:db8::1]/');
  const bound = { host: 'Kiosk.example.org', port: 443 };
  assert.ok(isOwnHost('kiosk.example.org', bound, null));
  assert.ok(isOwnHost('kiosk.example.org:443', bound, null));
  assert.ok(isOwnHost('kiosk.example.org', { host: '0.0.0.0', port: 443 }, 'https://kiosk.example.org'));
  assert.ok(!isOwnHost('evil.example.org', bound, null));
  assert.ok(!isOwnHost('kiosk.example.org', { ...bound, port: 8443 }, null), 'another port has to be named');
});
