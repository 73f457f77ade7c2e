import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VARIABLES } from '../../edge-server/config/environment.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const compose = read('docker-compose.yml').replace(/^\s*#.*$/gm, '');
const example = read('.env.example');

/** What the image or the stack itself decides: where things are in a container, and how the cloud is reached. */
const FIXED = ['KF99_HOST', 'KF99_DATA', 'KF99_CLOUD', 'KF99_KIOSK_TOKEN_FILE', 'DATABASE_URL'];
/** Of the fleet role, which runs beside the cloud and not on a kiosk's machine. */
const OF_FLEET = ['KF99_READER_URL'];
/** Of the Debian package, whose installer takes versions from afar. */
const OF_PACKAGE = ['KF99_SOFTWARE', 'KF99_UPDATER', 'KF99_FIRST_RUN'];
/** Read by compose itself. */
const OF_COMPOSE = ['COMPOSE_PROFILES'];

const used = new Set([...compose.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name!));
const explained = [...example.matchAll(/^#([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);

test('every variable that compose reads is in .env.example once, and no other', () => {
  assert.deepEqual(explained.toSorted(), [...new Set(explained)].toSorted(), 'once');
  assert.deepEqual(explained.toSorted(), [...used, ...OF_COMPOSE].toSorted());
});

test('each variable of the example stands below words that explain it', () => {
  const lines = example.split('\n');
  for (const name of explained) {
    const above = lines[lines.findIndex((line) => line.startsWith(`#${name}=`)) - 1] ?? '';
    assert.match(above, /^# |^#[A-Z0-9_]+=/, name);
  }
});

test('every variable of the server reaches a container, or is decided by the stack', () => {
  const passed = new Set([...compose.matchAll(/^\s+([A-Z][A-Z0-9_]*):/gm)].map(([, name]) => name!));
  const elsewhere = [...FIXED, ...OF_FLEET, ...OF_PACKAGE];
  for (const name of VARIABLES) assert.ok(passed.has(name) || elsewhere.includes(name), name);
});
