import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseAfter } from '../../../edge-server/common/backoff.ts';
import { Breaker } from '../../../edge-server/sync/breaker.ts';
import { FAULTS, faultOf } from '../../../edge-server/sync/faults.ts';

const named = (code: string, message = '') => faultOf(Object.assign(new Error(message), { code })).name;

test('each error has one meaning; only errors of the data look for a bad row', () => {
  const meanings: Record<string, string[]> = {
    rows: ['22P02', '22003', '23514', '23502'],
    unreachable: ['08006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'CONNECT_TIMEOUT'],
    password: ['28P01', '28000'],
    rights: ['42501'],
    schema_old: ['42P01', '42883', '42703', '22023'],
    read_only: ['25006'],
    conflict: ['40P01', '40001', '55P03'],
    disk_full: ['53100'],
    busy: ['53300', '58030'],
    restarting: ['57P01', '57P03'],
    database: ['3D000'],
    name: ['ENOTFOUND', 'EAI_AGAIN'],
    starting: ['ENOENT'],
    tls: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    unknown: ['XX000'],
  };
  for (const [name, codes] of Object.entries(meanings))
    for (const code of codes) assert.equal(named(code), name, code);
  assert.equal(named('42501', 'unknown kiosk token'), 'token');
  assert.equal(named('28000', 'no pg_hba.conf entry for host "1.2.3.4", no encryption'), 'tls');
  assert.equal(faultOf(new Error('The server does not support SSL connections')).name, 'tls');
  const words = "the cloud's database has 11 migrations of another history and is left as it is: keep it";
  assert.equal(faultOf(new Error(words)).name, 'history');
  assert.equal(faultOf('no error at all').name, 'unknown');
});

test('what a person has to mend is looked at seldom and says what to do', () => {
  for (const fault of Object.values(FAULTS)) {
    if (fault.mend !== null) assert.ok(fault.minMs >= 5000 && fault.mend.length > 30, fault.name);
  }
});

test('pauses grow with jitter and stay between their bounds', () => {
  const limits = { minMs: 250, maxMs: 10_000 };
  for (let tries = 1; tries < 40; tries++) {
    for (const random of [0, 0.5, 0.999]) {
      const pause = pauseAfter(limits, tries, () => random);
      assert.ok(pause >= 250 && pause <= 10_000, `${tries}: ${pause}`);
    }
  }
  assert.ok(pauseAfter(limits, 1, () => 0.999) < pauseAfter(limits, 4, () => 0.999));
});

test('the breaker: one hiccup keeps it closed, a lasting failure or one to mend opens it, a good probe closes it', () => {
  const breaker = new Breaker();
  breaker.failed(FAULTS.unreachable);
  assert.equal(breaker.state, 'closed');
  breaker.succeeded();
  for (let i = 0; i < 3; i++) breaker.failed(FAULTS.unreachable);
  assert.equal(breaker.state, 'open');
  breaker.waited();
  assert.equal(breaker.state, 'half_open');
  breaker.failed(FAULTS.conflict);
  assert.equal(breaker.state, 'open');
  breaker.waited();
  breaker.succeeded();
  assert.deepEqual([breaker.state, breaker.failures], ['closed', 0]);
  breaker.failed(FAULTS.password);
  assert.equal(breaker.state, 'open');
});
