import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

/**
 * The embedded Postgres, which only `--role cloud` loads and which the image does not have, and what writes the
 * schema, which `.dockerignore` leaves out.
 */
const NOT_IN_THE_IMAGE = [
  'edge-server/cloud/embedded.ts',
  'edge-server/cloud/socket.ts',
  'edge-server/schema/write.ts',
];

/** Packages that a file imports when it runs; what is imported for its types only is nothing then. */
function packagesOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const imports =
    /(?:^|\n)(?:(?:import|export) (?!type )[^;']*from |import )'([^.'][^']*)'|import\('([^.'][^']*)'\)/g;
  return [...text.matchAll(imports)]
    .map(([, fixed, lazy]) => (fixed ?? lazy)!)
    .filter((name) => !name.startsWith('node:'))
    .map((name) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)![0]);
}

test('what runs in the image imports production dependencies only', () => {
  const files = globSync(['edge-server/**/*.ts', 'models/pipeline/**/*.ts', 'deploy/setup/*.ts'], {
    cwd: ROOT,
  });
  for (const file of files.filter((name) => !NOT_IN_THE_IMAGE.includes(name))) {
    for (const name of packagesOf(file)) {
      assert.ok(
        name in dependencies,
        `${file} imports ${name}: move it from devDependencies to dependencies`,
      );
    }
  }
  assert.ok(
    NOT_IN_THE_IMAGE.flatMap(packagesOf).includes('@electric-sql/pglite'),
    'the search finds imports',
  );
});
