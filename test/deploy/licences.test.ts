import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { IN_PAGES, licences } from '../../deploy/licences.ts';

/** Licences that ask for no more than their notice. */
const FREE = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
  'OFL-1.1',
];
/** libvips is a library of its own that is loaded and can be replaced, which is what LGPL asks for. */
const LIBRARY = ['LGPL-3.0-or-later'];
/** Asks for the source of its own files alone, which npm has; used as it comes. */
const BY_FILE = ['MPL-2.0'];
/** May be used here, but is not shipped. */
const TOOLS = ['MPL-2.0', 'BlueOak-1.0.0', 'CC0-1.0'];

/** Every part of `A AND B`, at least one of `A OR B`. */
function allowed(licence: string, list: readonly string[]): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((one) => list.includes(one)));
}

test('no licence is outside the list; only libvips is under the LGPL, and only web-push under the MPL', () => {
  for (const { name, licence, use } of licences()) {
    const more = name.startsWith('@img/sharp') ? LIBRARY : name === 'web-push' ? BY_FILE : [];
    const list = [...FREE, ...more, ...(use === 'development' ? TOOLS : [])];
    assert.ok(allowed(licence, list), `${name}: ${licence}`);
  }
});

test('a development package that the pages import or copy counts as shipped', () => {
  const root = join(import.meta.dirname, '../..');
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const sources = ['vite.config.ts', ...globSync('{web,models/pipeline}/**/*.{ts,tsx,css}', { cwd: root })];
  const text = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  for (const name of Object.keys(devDependencies)) {
    const imported = new RegExp(`((from|import|import\\() ?['"]|node_modules/)${name}(/|['"])`).test(text);
    if (imported && name !== 'vite') assert.ok(IN_PAGES.includes(name), name);
  }
});
