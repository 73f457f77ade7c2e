import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { LONGEST_MS } from '../../access/sessions.ts';
import type { User } from '../../access/users.ts';
import { CodeRequest, LoginRequest, PasswordRequest, type Role, Session } from '../../contract/index.ts';
import { SESSION_COOKIE } from '../access.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { overTls } from '../hosts.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** Cookie of a browser in which a person logged in before; it lets nobody in. It goes to these routes alone. */
const KNOWN_COOKIE = 'kf99_known';
const KNOWN_PATH = '/api/session';
/** The longest life that browsers give a cookie. */
const KNOWN_SECONDS = 400 * 24 * 3600;

/** Log-in, first set-up, log-out and the own password. */
export function sessionRoutes({
  access,
  identity,
  origin,
  role,
}: Pick<Services, 'access' | 'identity' | 'origin' | 'role'>) {
  const { login, known, users, sessions, accounts, factors } = identity;
  const small = jsonBody(SMALL_BYTES);
  const read = createRoute({
    method: 'get',
    path: '/session',
    summary: 'Who is logged in, and whether there is an admin yet',
    responses: { 200: json(Session, 'Nobody is `user: null`.'), ...problems },
  });
  const begin = createRoute({
    method: 'post',
    path: '/session',
    summary:
      'Log in by name, password and, of who has a second factor, its code; the session is an HttpOnly cookie',
    middleware: small,
    request: jsonRequest(LoginRequest),
    responses: { 200: json(Session, 'Who is logged in now.'), ...problems },
  });
  const code = createRoute({
    method: 'post',
    path: '/session/code',
    summary: "Make the first admin, or renew one's password, by the one-time code of the machine's console",
    middleware: small,
    request: jsonRequest(CodeRequest),
    responses: { 200: json(Session, 'Who is logged in now.'), ...problems },
  });
  const end = createRoute({
    method: 'delete',
    path: '/session',
    summary: 'Log out',
    responses: { 204: { description: 'The session is over.' }, ...problems },
  });
  const endAll = createRoute({
    method: 'delete',
    path: '/session/all',
    summary: 'Log out everywhere: every session of this person ends',
    middleware: [access.require('viewer')] as const,
    responses: { 204: { description: 'They are over.' }, ...problems },
  });
  const password = createRoute({
    method: 'put',
    path: '/session/password',
    summary: 'Change the own password; other sessions of this person end',
    middleware: [access.require('viewer'), ...small] as const,
    request: jsonRequest(PasswordRequest),
    responses: { 204: { description: 'Changed.' }, ...problems },
  });

  function begun(c: Context, { user, token }: { user: User; token: string }): Session {
    // The browser holds one session: the one before would live on without anybody who could end it.
    const before = getCookie(c, SESSION_COOKIE);
    if (before !== undefined) sessions.end(before);
    const attributes = { httpOnly: true, sameSite: 'Strict', secure: overTls(c, origin) } as const;
    setCookie(c, SESSION_COOKIE, token, { ...attributes, path: '/', maxAge: LONGEST_MS / 1000 });
    const browser = known.find(getCookie(c, KNOWN_COOKIE), user.id);
    if (browser === null) {
      const cookie = known.cookieFor(user.id);
      setCookie(c, KNOWN_COOKIE, cookie, { ...attributes, path: KNOWN_PATH, maxAge: KNOWN_SECONDS });
    }
    return { role, user: view({ ...user, secondFactor: user.factor_since !== null }), set_up: true };
  }

  function view(user: { name: string; role: Role; secondFactor: boolean }): NonNullable<Session['user']> {
    const { name, role, secondFactor } = user;
    return { name, role, second_factor: factors.wanted(user) ? 'wanted' : secondFactor ? 'on' : 'off' };
  }

  /** Takes the session's cookie back, and with it what the browser kept of what it saw. */
  function ended(c: Context): Response {
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    c.header('clear-site-data', '"cache"');
    return c.body(null, 204);
  }

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(read, (c) => {
      const user = access.user(c);
      c.header('cache-control', 'no-store');
      const set_up = users.admins() > 0;
      return c.json({ role, user: user && view(user), set_up }, 200);
    })
    .openapi(begin, async (c) => {
      const browser = getCookie(c, KNOWN_COOKIE);
      return c.json(begun(c, await login.byPassword(c.req.valid('json'), browser)), 200);
    })
    .openapi(code, async (c) => {
      const { code, name, password } = c.req.valid('json');
      return c.json(begun(c, await login.byCode(code, name, password)), 200);
    })
    .openapi(end, (c) => {
      const token = getCookie(c, SESSION_COOKIE);
      if (token !== undefined) sessions.end(token);
      return ended(c);
    })
    .openapi(endAll, (c) => {
      const principal = c.get('principal');
      if (principal.kind !== 'user') throw new ProblemError('login_required');
      accounts.logOutEverywhere(principal, principal.userId);
      return ended(c);
    })
    .openapi(password, async (c) => {
      const { current, next } = c.req.valid('json');
      const principal = c.get('principal');
      const token = getCookie(c, SESSION_COOKIE);
      if (principal.kind !== 'user' || token === undefined) throw new ProblemError('login_required');
      await accounts.changeOwnPassword(principal, principal.userId, current, next, token);
      return c.body(null, 204);
    });
}
