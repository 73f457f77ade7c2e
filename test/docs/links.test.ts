import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { anchors, documents, prose, ROOT } from './markdown.ts';

const files = documents();

test('every link within the repository leads to a file, and its anchor to a heading', () => {
  const broken: string[] = [];
  let seen = 0;
  for (const file of files) {
    for (const [, target] of prose(file).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      seen += 1;
      const [path, anchor] = target!.split('#');
      const to = path === '' ? file : normalize(join(dirname(file), decodeURI(path!)));
      if (to.startsWith('..') || !existsSync(join(ROOT, to))) broken.push(`${file}: ${target}`);
      else if (anchor !== undefined && !anchors(to).has(anchor)) broken.push(`${file}: no heading ${target}`);
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(seen > 50, `${seen} links were found`);
});

test('every page of docs/ is linked from the README', () => {
  const linked = new Set([...prose('README.md').matchAll(/\]\(([^)#\s]+)/g)].map(([, target]) => target));
  for (const file of files) if (file.startsWith('docs/')) assert.ok(linked.has(file), file);
});
