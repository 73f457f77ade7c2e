import fc from 'fast-check';
import type { TestEdge } from './edge.ts';
import { anything, type JsonSchema, valuesOf } from './json-schema.ts';

interface Operation {
  requestBody?: { content: Record<string, { schema?: JsonSchema }> };
  parameters?: { in: string; name: string; schema?: JsonSchema }[];
}
type Document = { paths: Record<string, Record<string, Operation>> };

/** Every route of the app, with what the API's document says of it. */
export async function operations(edge: TestEdge) {
  const document = (await (await edge.request('/api/openapi.json')).json()) as Document;
  const all = edge.edge.app.routes.filter(({ method }) => method !== 'ALL');
  const names = [...new Set(all.map(({ method, path }) => `${method} ${path}`))];
  // Changed settings would make visits wait: they come last.
  names.sort((a, b) => Number(a.includes('settings')) - Number(b.includes('settings')));
  return names.map((name) => {
    const [method, path] = name.split(' ') as [string, string];
    const documented = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    return { name, method, path, documented };
  });
}

/** Requests to a route, made from what the document says of it, and now and then of anything else. */
export function requests({ path, method, documented }: Awaited<ReturnType<typeof operations>>[number]) {
  const [type, media] = Object.entries(documented?.requestBody?.content ?? {})[0] ?? ['application/json', {}];
  const json = valuesOf(media?.schema).map((value) => JSON.stringify(value) ?? 'null');
  const raw = fc.uint8Array({ maxLength: 300 });
  const body: fc.Arbitrary<string | Uint8Array> = fc.oneof(
    { weight: 6, arbitrary: json },
    { weight: 1, arbitrary: raw },
    { weight: 1, arbitrary: json.map((text) => text.slice(0, text.length / 2)) },
    { weight: 1, arbitrary: anything.map((value) => JSON.stringify(value) ?? '') },
  );
  const types = fc.constantFrom(
    type,
    type,
    type,
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
  );
  const id = fc.oneof(
    fc.uuid({ version: 7 }),
    fc.constantFrom('1', '2', '0', '-1', '9007199254740993', '1e9', '%00', '%ff', 'null'),
    fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed()) || 'x'),
  );
  const queries = (documented?.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const query = fc.record(
    Object.fromEntries(
      queries.map(({ name, schema }) => [name, valuesOf(schema).map((v) => String(v).toWellFormed())]),
    ),
    { requiredKeys: [] },
  );
  return fc.record({ id, query, body, type: types }).map((made) => ({
    url: `${path.replace(':id', made.id).replace('*', made.id)}?${new URLSearchParams(made.query as Record<string, string>)}`,
    init: method === 'GET' ? { method } : { method, body: made.body as BodyInit },
    type: made.type,
  }));
}
