import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { HOUSE } from './house.ts';
import { wrongImports } from './imports.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAW = {
  page: { imports: ['server/contract'], floors: [['parts'], ['main.ts']] },
  server: { imports: [], floors: [['contract', 'log'], ['store']] },
};

function said(files: Record<string, string>): string[] {
  return wrongImports(new Map(Object.entries(files)), LAW);
}

test('the product has no circle between files or folders, and no import against the ways', () => {
  const paths = globSync(
    Object.keys(HOUSE).map((top) => `${top}/**/*.{ts,tsx}`),
    { cwd: ROOT, exclude: ['**/node_modules/**'] },
  );
  assert.ok(paths.length > 500, `${paths.length} files`);
  const files = new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
  assert.deepEqual(wrongImports(files, HOUSE), []);
});

test('the right ways are let through, types and late imports too', () => {
  const files = {
    'page/main.ts': "import { a } from './parts/a.ts';\nconst late = import('../server/contract/c.ts');",
    'page/parts/a.ts': "import type { C } from '../../server/contract/c.ts';\nimport './a.css';",
    'server/contract/c.ts': '',
    'server/store/s.ts': "import { C } from '../contract/c.ts';\nimport { o } from './other.ts';",
    'server/store/other.ts': "import pack from '../../package.json' with { type: 'json' };",
  };
  assert.deepEqual(said(files), []);
});

test('a circle of files is found in one folder, a circle of folders without one of files', () => {
  assert.deepEqual(
    said({
      'server/store/a.ts': "import './b.ts'",
      'server/store/b.ts': "export type { X } from './c.ts'",
      'server/store/c.ts': "const late = await import('./a.ts')",
    }),
    ['files in a circle: server/store/a.ts, server/store/b.ts, server/store/c.ts'],
  );
  assert.deepEqual(
    said({
      'server/store/a.ts': "import './sql/x.ts'",
      'server/store/b.ts': '',
      'server/store/sql/x.ts': "import '../b.ts'",
    }),
    ['folders in a circle: server/store, server/store/sql'],
  );
});

test('a way up, a way to a neighbour, a way into another top and a room without a floor are refused', () => {
  const all = {
    'server/contract/c.ts': "import '../store/s.ts'",
    'server/log/l.ts': "import '../contract/c.ts'",
    'server/store/s.ts': '',
    'server/attic/x.ts': "import '../store/s.ts'",
    'page/parts/a.ts': "import '../../server/store/s.ts'",
    'shed/x.ts': "import '../page/parts/a.ts'",
  };
  const lines = said(all);
  assert.equal(lines.length, 5, lines.join('\n'));
  for (const file of Object.keys(all)) {
    if (file !== 'server/store/s.ts')
      assert.ok(
        lines.some((line) => line.startsWith(file)),
        file,
      );
  }
});
