import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { FactorCode, FactorRequest, FactorSecret, FactorState, RecoveryCodes } from '../../contract/index.ts';
import { type AccessEnv, SESSION_COOKIE } from '../access.ts';
import { idParam, json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** The second factor: everybody's own, and for admins to take another's away. */
export function secondFactorRoutes({ access, identity }: Pick<Services, 'access' | 'identity'>) {
  const { factors, factorChanges } = identity;
  const small = jsonBody(SMALL_BYTES);
  const person = access.require('viewer');
  const read = createRoute({
    method: 'get',
    path: '/session/factor',
    summary: 'Whether the person who asks has a second factor',
    middleware: [person] as const,
    responses: { 200: json(FactorState, 'As it is now.'), ...problems },
  });
  const begin = createRoute({
    method: 'post',
    path: '/session/factor',
    summary: 'Begin to set up a second factor (TOTP, RFC 6238); it counts once a code of it was sent',
    middleware: [person, ...small] as const,
    request: jsonRequest(FactorRequest),
    responses: {
      201: json(FactorSecret, 'What the authenticator app is told; no other answer has it.'),
      ...problems,
    },
  });
  const confirm = createRoute({
    method: 'put',
    path: '/session/factor',
    summary: 'Confirm the second factor by a code; other sessions of this person end',
    middleware: [person, ...small] as const,
    request: jsonRequest(FactorCode),
    responses: {
      200: json(RecoveryCodes, 'Ten codes, each good once; no other answer has them.'),
      ...problems,
    },
  });
  const remove = createRoute({
    method: 'post',
    path: '/session/factor/removal',
    summary: 'Take the own second factor away',
    middleware: [person, ...small] as const,
    request: jsonRequest(FactorRequest),
    responses: { 204: { description: 'Only name and password are asked for now.' }, ...problems },
  });
  const take = createRoute({
    method: 'delete',
    path: '/admin/users/{id}/factor',
    summary: "Take a person's second factor away, whose phone is lost; the person's sessions end",
    middleware: [access.require('admin')] as const,
    request: { params: idParam },
    responses: { 204: { description: 'Only name and password are asked for now.' }, ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(read, (c) => c.json(factors.state(personOf(c).userId), 200))
    .openapi(begin, async (c) => {
      const { password } = c.req.valid('json');
      return c.json(await factorChanges.begin(personOf(c).userId, password), 201);
    })
    .openapi(confirm, async (c) => {
      const { id, userId, token } = personOf(c);
      const { code } = c.req.valid('json');
      return c.json({ recovery_codes: await factorChanges.confirm({ id }, userId, code, token) }, 200);
    })
    .openapi(remove, async (c) => {
      const { id, userId } = personOf(c);
      await factorChanges.removeOwn({ id }, userId, c.req.valid('json').password);
      return c.body(null, 204);
    })
    .openapi(take, (c) => {
      factorChanges.take(c.get('principal'), c.req.valid('param').id);
      return c.body(null, 204);
    });
}

/** Who asks, with the token of the session that goes on. */
function personOf(c: Context<AccessEnv>): { id: string; userId: number; token: string } {
  const principal = c.get('principal');
  const token = getCookie(c, SESSION_COOKIE);
  if (principal.kind !== 'user' || token === undefined) throw new ProblemError('login_required');
  return { id: principal.id, userId: principal.userId, token };
}
