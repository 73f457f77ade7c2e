#!/usr/bin/env bash
# @hono/zod-openapi refuses a multipart form whose type has a further parameter.
#
# The guess: RFC 2045 lets a Content-Type have any parameters in any order, and Hono itself reads such a form, so a
# route that is declared with zod-openapi reads it, too.
# What happens: the route answers 415 'Unsupported Media Type' before its handler, for a charset before the boundary
# and for a closing semicolon, while a plain Hono route reads the same requests. Small cameras and some HTTP libraries
# send such types. Exit 0: still so. Exit 1: it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts hono@4.13.19 @hono/zod-openapi@1.6.3 zod@4.6.7
cat >try.mjs <<'EOF'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Hono } from 'hono';

const body = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n';
const plain = new Hono().post('/', async (c) => c.text((await c.req.parseBody()).file.name));
const declared = new OpenAPIHono().openapi(
  createRoute({
    method: 'post',
    path: '/',
    request: { body: { content: { 'multipart/form-data': { schema: z.object({ file: z.any() }) } } } },
    responses: { 200: { description: 'The name.' } },
  }),
  (c) => c.text(c.req.valid('form').file.name),
);
const seen = [];
for (const type of [
  'multipart/form-data; boundary=b',
  'multipart/form-data; charset=utf-8; boundary=b',
  'multipart/form-data; boundary=b;',
]) {
  const ask = async (app) => {
    const answer = await app.request('/', { method: 'POST', body, headers: { 'content-type': type } });
    return `${answer.status} ${await answer.text()}`;
  };
  const line = `${type}: plain ${await ask(plain)}, declared ${await ask(declared)}`;
  console.log(line);
  seen.push(line.replace(/^.*: plain/, 'plain'));
}
const expected = [
  'plain 200 a.txt, declared 200 a.txt',
  'plain 200 a.txt, declared 415 Unsupported Media Type',
  'plain 200 a.txt, declared 415 Unsupported Media Type',
];
process.exitCode = JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1;
EOF
echo "hono 4.13.19, @hono/zod-openapi 1.6.3, zod 4.6.7"
node try.mjs
