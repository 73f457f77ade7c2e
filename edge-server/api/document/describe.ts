import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Allowed } from '../../contract/index.ts';
import EXAMPLES from './examples.json' with { type: 'json' };
import { HEAD, TAGS, tagOf } from './head.ts';
import { type Call, samples } from './samples.ts';

interface Media {
  schema?: unknown;
  example?: unknown;
}
interface Operation {
  summary?: string;
  description?: string;
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
  security?: Record<string, string[]>[];
  [key: string]: unknown;
}
interface Example {
  query?: Record<string, string>;
  request?: unknown;
  answer?: unknown;
}

export interface About {
  title: string;
  /** How a request can say who makes it, by name. */
  schemes: Readonly<Record<'session' | 'device' | 'token', object>>;
  /** Whom a handler lets in, when it is a route's guard. */
  allowedBy: (handler: object) => readonly Allowed[] | null;
  /** Operations whose answer has another form in this role than in the examples. */
  unlike?: readonly string[];
}

/**
 * The document of the routes that the app has, with what a route's own definition does not say: its tag, a name for
 * generated clients, whom it takes (as its guard has it, so that the two can't differ), examples and calls.
 */
export function describe(app: OpenAPIHono, about: About): Record<string, unknown> {
  const { title, unlike = [], schemes } = about;
  const head = { ...HEAD, info: { ...HEAD.info, title } };
  const document = app.getOpenAPI31Document(head) as unknown as {
    paths: Record<string, Record<string, Operation>>;
    webhooks?: Record<string, Record<string, Operation>>;
    components?: Record<string, unknown>;
  };
  const rights = rightsOf(app, about);
  const used = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const id = operationId(method, path);
      const tag = tagOf(path);
      if (tag !== null) used.add(tag);
      const allowed = rights.get(`${method.toUpperCase()} ${path}`) ?? null;
      operation.operationId = id;
      if (tag !== null) operation.tags = [tag];
      operation.security = security(allowed);
      for (const one of operation.security) for (const scheme of Object.keys(one)) used.add(scheme);
      operation.description = [words(allowed), operation.description].filter(Boolean).join('\n\n');
      const example = (EXAMPLES as Record<string, Example>)[id];
      if (!unlike.includes(id)) addExamples(operation, example);
      const token = allowed?.some((one) => one.startsWith('token:')) ?? false;
      const call = callOf(method, path, operation, example, token);
      if (token || path === '/api/health') operation['x-codeSamples'] = samples(call);
    }
  }
  for (const item of Object.values(document.webhooks ?? {})) {
    for (const [method, operation] of Object.entries(item)) {
      operation.operationId = `webhook${capital(method)}`;
      operation.tags = ['Webhooks'];
      operation.security = [];
      used.add('Webhooks');
      const examples = (EXAMPLES as Record<string, Example>).webhook;
      if (operation.requestBody) addTo(operation.requestBody.content, examples?.request);
    }
  }
  const tags = TAGS.filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description }));
  const securitySchemes = Object.fromEntries(Object.entries(schemes).filter(([name]) => used.has(name)));
  return mended({ ...document, components: { ...document.components, securitySchemes }, tags }) as Record<
    string,
    unknown
  >;
}

/** `GET /api/admin/visits/{id}` is `getAdminVisitsById`. */
function operationId(method: string, path: string): string {
  const parts = path.replace(/^\/api\//, '/').match(/\{\w+\}|\w+/g) ?? [];
  return method + parts.map((part) => capital(part.replace(/^\{(\w+)\}$/, 'by_$1'))).join('');
}

function capital(name: string): string {
  return name
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** Whom the guard of each route lets in, by `METHOD /path/{id}`. */
function rightsOf(app: OpenAPIHono, { allowedBy }: About): Map<string, readonly Allowed[]> {
  const rights = new Map<string, readonly Allowed[]>();
  for (const { method, path, handler } of app.routes) {
    const allowed = allowedBy(handler);
    if (allowed !== null) rights.set(`${method} ${path.replace(/:(\w+)/g, '{$1}')}`, allowed);
  }
  return rights;
}

/** Any one of them; who needs nothing has an empty list. */
function security(allowed: readonly Allowed[] | null): Record<string, string[]>[] {
  return (allowed ?? []).map((one) => {
    if (one === 'kiosk') return { device: [] };
    return one.startsWith('token:') ? { token: [one.slice('token:'.length)] } : { session: [one] };
  });
}

function words(allowed: readonly Allowed[] | null): string {
  if (allowed === null) return 'For everybody.';
  const who = allowed.map((one) => {
    if (one === 'kiosk') return 'the paired kiosk page';
    if (one === 'viewer') return 'everyone who logged in';
    if (one === 'admin') return 'an admin';
    return `a token with the scope \`${one.slice('token:'.length)}\``;
  });
  return `For ${who.join(', ')}.`;
}

function addExamples(operation: Operation, example: Example | undefined): void {
  if (example === undefined) return;
  addTo(operation.requestBody?.content, example.request);
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1];
  addTo(success?.content, example.answer);
}

function addTo(content: Record<string, Media> | undefined, value: unknown): void {
  const media = Object.values(content ?? {})[0];
  if (media !== undefined && value !== undefined) media.example = value;
}

function callOf(
  method: string,
  path: string,
  operation: Operation,
  example: Example | undefined,
  token: boolean,
): Call {
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1];
  const type = Object.keys(success?.content ?? {})[0];
  const form = 'multipart/form-data' in (operation.requestBody?.content ?? {});
  return {
    method,
    path: path.replace('{id}', VISIT),
    ...(example?.query && { query: example.query }),
    ...(example?.request !== undefined && !form && { json: example.request }),
    ...(form && { file: 'visitor.jpg' }),
    answer: type === 'text/event-stream' ? 'stream' : type === 'application/json' ? 'json' : 'text',
    token,
  };
}

/** The visit of the examples, of 2026-11-29, 08:30:01.2 UTC. */
export const VISIT = '01a2266c-e7f0-7000-8000-000000000001';

/**
 * `unit` is the settings form's own word; no schema of OpenAPI has it, so it is an extension there. And of an expression with
 * a flag the generator leaves `/u` at the end of the pattern, which nothing then fits.
 */
function mended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'unit' && typeof inner === 'string') return ['x-unit', inner];
      if (key === 'pattern' && typeof inner === 'string') return [key, inner.replace(/\/u$/, '')];
      return [key, mended(inner)];
    }),
  );
}
