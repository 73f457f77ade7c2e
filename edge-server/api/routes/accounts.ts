import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { User } from '../../access/users.ts';
import {
  AuditList,
  CreatedToken,
  NewToken,
  NewUser,
  TokenList,
  UserChange,
  UserList,
  UserView,
} from '../../contract/index.ts';
import { idParam, json, jsonBody, jsonRequest, onInvalid, PageQuery, problems } from '../body.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** Without what never leaves the server. */
const viewOf = (user: User) => UserView.parse({ ...user, second_factor: user.factor_since !== null });

/** People, API tokens and the audit log: for admins. */
export function accountRoutes({ access, identity }: Pick<Services, 'access' | 'identity'>) {
  const { users, tokens, accounts, audit } = identity;
  const admin = access.require('admin');
  const small = jsonBody(SMALL_BYTES);
  const listUsers = createRoute({
    method: 'get',
    path: '/admin/users',
    summary: 'The people who may log in',
    middleware: [admin] as const,
    responses: { 200: json(UserList, 'Everyone.'), ...problems },
  });
  const addUser = createRoute({
    method: 'post',
    path: '/admin/users',
    summary: 'Let another person log in',
    middleware: [admin, ...small] as const,
    request: jsonRequest(NewUser),
    responses: { 201: json(UserView, 'The new person.'), ...problems },
  });
  const changeUser = createRoute({
    method: 'patch',
    path: '/admin/users/{id}',
    summary: "Change a person's role or password; the person's sessions end",
    middleware: [admin, ...small] as const,
    request: { params: idParam, ...jsonRequest(UserChange) },
    responses: { 200: json(UserView, 'The person as it is now.'), ...problems },
  });
  const removeUser = createRoute({
    method: 'delete',
    path: '/admin/users/{id}',
    summary: 'Remove a person, with every session; never the last admin',
    middleware: [admin] as const,
    request: { params: idParam },
    responses: { 204: { description: 'Removed.' }, ...problems },
  });
  const listTokens = createRoute({
    method: 'get',
    path: '/admin/tokens',
    summary: 'API tokens, without their secrets',
    middleware: [admin] as const,
    responses: { 200: json(TokenList, 'Every token.'), ...problems },
  });
  const addToken = createRoute({
    method: 'post',
    path: '/admin/tokens',
    summary: 'Make an API token; this answer alone has its secret',
    middleware: [admin, ...small] as const,
    request: jsonRequest(NewToken),
    responses: { 201: json(CreatedToken, 'The token and its secret.'), ...problems },
  });
  const removeToken = createRoute({
    method: 'delete',
    path: '/admin/tokens/{id}',
    summary: 'Revoke an API token at once',
    middleware: [admin] as const,
    request: { params: idParam },
    responses: { 204: { description: 'Revoked.' }, ...problems },
  });
  const listAudit = createRoute({
    method: 'get',
    path: '/admin/audit',
    summary: 'Every change that a person made, newest first, for a year',
    middleware: [admin] as const,
    request: {
      query: PageQuery.extend({
        action: z
          .string()
          .regex(/^[a-z_.]{1,40}$/)
          .optional(),
        text: z.string().min(1).max(80).optional(),
      }),
    },
    responses: { 200: json(AuditList, 'A page; `next` goes into `before`.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(listUsers, (c) => c.json({ users: users.list().map(viewOf) }, 200))
    .openapi(addUser, async (c) => {
      const { name, role, password } = c.req.valid('json');
      return c.json(viewOf(await accounts.addUser(c.get('principal'), name, role, password)), 201);
    })
    .openapi(changeUser, async (c) => {
      const { id } = c.req.valid('param');
      const change = c.req.valid('json');
      return c.json(viewOf(await accounts.changeUser(c.get('principal'), id, change)), 200);
    })
    .openapi(removeUser, (c) => {
      accounts.removeUser(c.get('principal'), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(listTokens, (c) => c.json({ tokens: tokens.list() }, 200))
    .openapi(addToken, (c) => {
      const { name, scopes, expires_at } = c.req.valid('json');
      return c.json(accounts.addToken(c.get('principal'), name, scopes, expires_at), 201);
    })
    .openapi(removeToken, (c) => {
      accounts.removeToken(c.get('principal'), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(listAudit, (c) => {
      const { limit, before, action, text } = c.req.valid('query');
      const rows = audit.list(limit + 1, before ?? null, {
        ...(action && { action }),
        ...(text && { text }),
      });
      const entries = rows.slice(0, limit);
      return c.json({ entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }, 200);
    });
}
