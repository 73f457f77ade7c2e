import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { SecondFactors } from '../access/second-factors.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Tokens } from '../access/tokens.ts';
import type { Allowed, Principal } from '../contract/index.ts';
import type { Pairing } from './pairing.ts';
import { ProblemError } from './problem.ts';

/** Cookie of a person's session. */
export const SESSION_COOKIE = 'kf99_session';

/** What `require` gives to the handlers behind it: `c.get('principal')`. */
export interface AccessEnv {
  Variables: { principal: Principal };
}

const GUARDS = new WeakMap<object, readonly Allowed[]>();

/** Whom a handler lets in, when it is a guard that `require` made: the API's document says so. Null for any other. */
export function allowedBy(handler: object): readonly Allowed[] | null {
  return GUARDS.get(handler) ?? null;
}

export interface AccessOptions {
  pairing: Pick<Pairing, 'paired'>;
  sessions: Sessions;
  tokens: Tokens;
  factors: Pick<SecondFactors, 'wanted'>;
}

/**
 * Who makes a request, and whether the route takes them. A request with an `Authorization` header is a
 * token's, whatever cookies it has; others are a person's by the session cookie or the kiosk page's by the
 * device cookie, whichever the route takes.
 */
export class Access {
  readonly #options: AccessOptions;

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * Lets in whom the route names; an admin is a viewer too, and only that while a second factor is wanted. 401 when the request brings nothing that the
   * route takes, 403 when who it brings may not do this.
   * @example middleware: [access.require('kiosk', 'viewer', 'token:events')] as const
   */
  require(...allowed: [Allowed, ...Allowed[]]): MiddlewareHandler<AccessEnv> {
    const guard: MiddlewareHandler<AccessEnv> = async (c, next) => {
      c.set('principal', this.#principal(c, allowed));
      await next();
    };
    GUARDS.set(guard, allowed);
    return guard;
  }

  /** Whether the request would still be let in: an answer that goes on for hours asks now and then. */
  may(c: Context, ...allowed: [Allowed, ...Allowed[]]): boolean {
    try {
      return Boolean(this.#principal(c, allowed));
    } catch (error) {
      if (error instanceof ProblemError) return false;
      throw error;
    }
  }

  #principal(c: Context, allowed: readonly Allowed[]): Principal {
    const authorization = c.req.header('authorization');
    if (authorization !== undefined) return this.#token(authorization, allowed);
    const people = allowed.includes('viewer') || allowed.includes('admin');
    const user = people ? this.user(c) : null;
    const wanted = user !== null && this.#options.factors.wanted(user);
    if (user && (allowed.includes('viewer') || (user.role === 'admin' && !wanted))) return user;
    if (allowed.includes('kiosk') && this.#options.pairing.paired(c)) {
      return { kind: 'kiosk', id: 'kiosk' };
    }
    if (user) throw new ProblemError(wanted ? 'factor_wanted' : 'forbidden');
    if (allowed.includes('kiosk')) throw new ProblemError('not_paired');
    throw new ProblemError(people ? 'login_required' : 'token_required');
  }

  /** The person whose session cookie the request has. */
  user(c: Context): Extract<Principal, { kind: 'user' }> | null {
    const cookie = getCookie(c, SESSION_COOKIE);
    const user = cookie === undefined ? null : this.#options.sessions.find(cookie);
    return user && { kind: 'user', id: `user:${user.name}`, ...user };
  }

  #token(authorization: string, allowed: readonly Allowed[]): Principal {
    const [, secret] = /^bearer +([\w-]{1,128})$/i.exec(authorization) ?? [];
    const token = secret === undefined ? null : this.#options.tokens.use(secret);
    if (token === null) throw new ProblemError('token_required');
    if (!token.scopes.some((scope) => allowed.includes(`token:${scope}`)))
      throw new ProblemError('forbidden');
    return { kind: 'token', id: `token:${token.name}`, scopes: token.scopes };
  }
}
