/** Who knows a password, or has a session, and lacks the other half. */
import { codeOf as codeAt } from '../../edge-server/doubles/authenticator.ts';
import { type Attack, room } from '../attack.ts';
import { type Answer, codeOf, type Headers, Site } from '../site.ts';

const STEP_MS = 30_000;
const PASSWORD = 'entrance hall 1';

interface Person {
  name: string;
  key: string;
  recovery: string[];
  session: Headers;
}

/** A site whose people have second factors; each attack has people of its own, since tries are counted by person. */
class GuardedSite {
  readonly site: Site;
  readonly #admin: Headers;
  #people = 0;

  private constructor(site: Site, admin: Headers) {
    this.site = site;
    this.#admin = admin;
  }

  static async start(): Promise<GuardedSite> {
    const site = await Site.start();
    return new GuardedSite(site, site.as('admin'));
  }

  stop(): Promise<void> {
    return this.site.stop();
  }

  /** Somebody with a factor that was confirmed in the step of now. */
  async person(): Promise<Person> {
    const { site } = this;
    const name = `person-${++this.#people}`;
    await site.send('POST', '/api/admin/users', { name, password: PASSWORD, role: 'admin' }, this.#admin);
    const session = sessionOf(await this.logIn(name));
    const begun = await site.send('POST', '/api/session/factor', { password: PASSWORD }, session);
    const { secret: key } = JSON.parse(begun.text) as { secret: string };
    const code = codeAt(key, new Date());
    const done = await site.send('PUT', '/api/session/factor', { code }, session);
    const { recovery_codes: recovery } = JSON.parse(done.text) as { recovery_codes: string[] };
    return { name, key, recovery, session };
  }

  logIn(name: string, code?: unknown): Promise<Answer> {
    return this.site.send('POST', '/api/session', {
      name,
      password: PASSWORD,
      ...(code !== undefined && { code }),
    });
  }
}

const sessionOf = ({ headers }: Answer): Headers => ({
  cookie: [headers['set-cookie'] ?? []].flat()[0]?.split(';')[0] ?? '',
});

const codes: Attack<GuardedSite> = {
  name: 'a code that was seen: again, of another time, of another person',
  run: async (guarded, tries) => {
    const [kim, lee] = [await guarded.person(), await guarded.person()];
    const now = Date.now();
    const next = codeAt(kim.key, new Date(now + STEP_MS));
    const { status } = await guarded.logIn(kim.name, next);
    tries.held(status === 200, `the right code: ${status}`);
    for (const [what, code] of [
      ['once more', next],
      ['of the step before', codeAt(kim.key, new Date(now))],
      ['of two minutes ago', codeAt(kim.key, new Date(now - 4 * STEP_MS))],
      ['of another person', codeAt(lee.key, new Date(now + STEP_MS))],
    ] as const) {
      const answer = await guarded.logIn(kim.name, code);
      tries.held(codeOf(answer) === 'wrong_code', `a code ${what}: ${answer.status}`);
    }
  },
};

const recovery: Attack<GuardedSite> = {
  name: 'a recovery code: twice, and of another person',
  run: async (guarded, tries) => {
    const [kim, lee] = [await guarded.person(), await guarded.person()];
    const first = kim.recovery[0]!;
    tries.held((await guarded.logIn(kim.name, first)).status === 200, 'the right one');
    for (const code of [first, first.toLowerCase(), lee.recovery[1]!]) {
      const answer = await guarded.logIn(kim.name, code);
      tries.held(codeOf(answer) === 'wrong_code', `${answer.status}`);
    }
  },
};

const around: Attack<GuardedSite> = {
  name: 'past the code: without one, by one of another kind, by a session that lacks the password',
  run: async (guarded, tries) => {
    const { site } = guarded;
    const kim = await guarded.person();
    for (const code of [
      '',
      '0',
      0,
      null,
      true,
      [],
      {},
      ['123456'],
      { $ne: null },
      'A'.repeat(61),
      '１２３４５',
    ]) {
      const answer = await guarded.logIn(kim.name, code);
      tries.held(answer.status === 400, `code ${JSON.stringify(code)}: ${answer.status}`);
    }
    tries.held(codeOf(await guarded.logIn(kim.name)) === 'code_required', 'no code at all');
    for (const path of ['/api/session/factor', '/api/session/factor/removal']) {
      const answer = await site.send('POST', path, { password: 'wrong wrong wrong' }, kim.session);
      tries.held(answer.status === 401, `${path}: ${answer.status}`);
    }
    const right = await site.send('POST', '/api/session/factor', { password: PASSWORD }, kim.session);
    tries.held(codeOf(right) === 'factor_there', 'another key in the place of the one that counts');
    const confirmed = await site.send('PUT', '/api/session/factor', { code: '123456' }, kim.session);
    tries.held(codeOf(confirmed) === 'factor_there', 'other recovery codes');
    const shown = await site.ask('GET', '/api/session/factor', { headers: kim.session });
    const listed = await site.ask('GET', '/api/admin/users', { headers: kim.session });
    const told = shown.text + listed.text;
    tries.held(![kim.key, ...kim.recovery].some((secret) => told.includes(secret)), 'told once more');
  },
};

const guesses: Attack<GuardedSite> = {
  name: 'codes guessed by who knows the password, with right passwords between',
  run: async (guarded, tries) => {
    const { name } = await guarded.person();
    const answers: string[] = [];
    for (let n = 0; n < 40; n++) {
      const answer = await guarded.logIn(name, n % 2 ? undefined : String(n).padStart(6, '0'));
      answers.push(codeOf(answer));
      tries.held(answer.status === 401 || answer.status === 429, `guess ${n}: ${answer.status}`);
    }
    const looked = answers.filter((code) => code !== 'too_many_logins').length;
    tries.held(looked <= 6, `${looked} of 40 were looked at`);
  },
};

export const secondFactor = room('second factor', () => GuardedSite.start(), [
  codes,
  recovery,
  around,
  guesses,
]);
