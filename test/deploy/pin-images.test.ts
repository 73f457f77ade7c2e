import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pinImages } from '../../deploy/pin-images.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

test('each image gets the digest of its tag, an older digest goes, our own stages and images stay', async () => {
  const text = `FROM --platform=$BUILDPLATFORM node:26-trixie-slim AS pages
FROM pages AS more
FROM node:26-trixie-slim@${digest('0')}
    image: \${STACK_IMAGE:-kf99:local}
    image: registry.example.org/db/postgres:17 # comment
`;
  const asked: string[] = [];
  const pinned = await pinImages(text, async (name) => {
    asked.push(name);
    return digest(name.startsWith('node') ? 'a' : 'b');
  });
  assert.equal(
    pinned,
    `FROM --platform=$BUILDPLATFORM node:26-trixie-slim@${digest('a')} AS pages
FROM pages AS more
FROM node:26-trixie-slim@${digest('a')}
    image: \${STACK_IMAGE:-kf99:local}
    image: registry.example.org/db/postgres:17@${digest('b')} # comment
`,
  );
  assert.deepEqual(asked, ['node:26-trixie-slim', 'registry.example.org/db/postgres:17']);
  assert.equal(await pinImages(pinned, async (name) => digest(name.startsWith('node') ? 'a' : 'b')), pinned);
  await assert.rejects(
    pinImages(text, async () => ''),
    /no digest for node/,
  );
});

test('no base image of ours is overlooked', async () => {
  const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  for (const file of ['Dockerfile', 'docker-compose.yml']) {
    const pinned = await pinImages(read(file), async () => digest('a'));
    const images = pinned
      .split('\n')
      .filter((line) => /^\s*(FROM|image:) /.test(line) && !line.includes('STACK_IMAGE'));
    assert.ok(images.length >= 3, file);
    for (const line of images) assert.match(line, /@sha256:a{64}/, `${file}: ${line}`);
  }
});
