#!/bin/sh
# @asteasolutions/zod-to-openapi 9.1.0 (zod 4.6.7), which @hono/zod-openapi uses.
# Guess: the `pattern` of a string's schema is the regular expression's source, whatever its flags.
# Seen: of /^\p{L}+$/u the pattern is `^\p{L}+$/u`: the slash and the flag stay at its end, and nothing can match it any more.
# Linters and clients that are made from the document then refuse every value. JSON Schema's patterns are Unicode by
# recommendation, so `.source` would do. We take `/u` off in the document.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @asteasolutions/zod-to-openapi@9.1.0 zod@4.6.7
cat >look.mjs <<'JS'
import { extendZodWithOpenApi, OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
extendZodWithOpenApi(z);
const registry = new OpenAPIRegistry();
registry.register('Plain', z.string().regex(/^[a-z]+$/));
registry.register('Unicode', z.string().regex(/^\p{L}+$/u));
const { components } = new OpenApiGeneratorV31(registry.definitions).generateComponents();
const { Plain, Unicode } = components.schemas;
console.log(`/^[a-z]+$/   becomes ${Plain.pattern}`);
console.log(`/^\\p{L}+$/u  becomes ${Unicode.pattern}`);
console.log(`'abc' matches the second: ${new RegExp(Unicode.pattern, 'u').test('abc')}`);
process.exitCode = Plain.pattern === '^[a-z]+$' && Unicode.pattern === '^\\p{L}+$/u' ? 0 : 1;
JS
node look.mjs
