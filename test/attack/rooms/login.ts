/** Who guesses, and who comes back with what was good once. */
import { type Attack, room } from '../attack.ts';
import { type Answer, codeOf, type Headers, Site } from '../site.ts';

const KIM = { name: 'kim', password: 'entrance hall 1' };
const cookiesOf = ({ headers }: Answer) =>
  [headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]!);
const refused = (status: number) => status === 401 || status === 403;

/** A site with an admin whose browser is known. */
class StaffedSite {
  readonly site: Site;
  /** The admin's session and known browser. */
  readonly cookies: readonly string[];

  private constructor(site: Site, cookies: string[]) {
    this.site = site;
    this.cookies = cookies;
  }

  static async start(): Promise<StaffedSite> {
    const site = await Site.start();
    const made = await site.send('POST', '/api/session/code', { code: site.setUpCode, ...KIM });
    if (made.status !== 200) throw new Error(made.text);
    return new StaffedSite(site, cookiesOf(made));
  }

  stop(): Promise<void> {
    return this.site.stop();
  }

  get known(): Headers {
    return { cookie: this.cookies.find((cookie) => cookie.startsWith('kf99_known='))! };
  }

  get admin(): Headers {
    return { cookie: this.cookies.find((cookie) => cookie.startsWith('kf99_session='))! };
  }

  logIn(words: object, headers: Headers = {}): Promise<Answer> {
    return this.site.send('POST', '/api/session', words, headers);
  }
}

const codes: Attack<StaffedSite> = {
  name: 'codes of set-up and pairing: guessed, and used a second time',
  run: async ({ site, admin }, tries) => {
    const eve = { name: 'eve', password: 'entrance hall 2' };
    const again = await site.send('POST', '/api/session/code', { code: site.setUpCode, ...eve });
    tries.held(again.status === 403, `the code of the set-up a second time: ${again.status}`);
    const used = /\?pair=([\w-]+)/.exec(site.server.stdout)![1]!;
    const guesses = [used, '', '0', "' or 1=1", used.slice(0, -1), used.toLowerCase(), `${used}x`];
    for (let n = 0; n < 40; n++) guesses.push(Buffer.from(`${n}`.padStart(16, '0')).toString('base64url'));
    for (const code of guesses) {
      const { status } = await site.send('POST', '/api/session/code', { code, ...eve });
      tries.held(status >= 400, `set up by ${code}: ${status}`);
      const paired = await site.ask('GET', `/?pair=${encodeURIComponent(code)}`);
      tries.held(!cookiesOf(paired).some((cookie) => cookie.startsWith('kf99_kiosk=')), `paired by ${code}`);
    }
    // Digits of a screen: five wrong tries end all that are shown, and another browser gets nothing by the right ones.
    const shown = await site.send('POST', '/api/kiosk/pairing', {});
    const { code } = JSON.parse(shown.text) as { code: string };
    const approve = (digits: string) =>
      site.send('POST', '/api/admin/pairings/screen', { code: digits }, admin);
    for (let n = 0; n < 5; n++) {
      const { status } = await approve(String((Number(code) + 1 + n) % 1e8).padStart(8, '0'));
      tries.held(status >= 400, `wrong digits: ${status}`);
    }
    tries.held((await approve(code)).status >= 400, 'the right digits after five wrong ones');
    const next = await site.send('POST', '/api/kiosk/pairing', {});
    const other = await site.send('POST', '/api/kiosk/pairing', {});
    await approve((JSON.parse(next.text) as { code: string }).code);
    const waiting = cookiesOf(other).find((cookie) => cookie.startsWith('kf99_waiting='))!;
    for (const headers of [{}, { cookie: waiting }] as Headers[]) {
      const asked = await site.send('POST', '/api/kiosk/pairing', {}, headers);
      tries.held(
        (JSON.parse(asked.text) as { state: string }).state === 'shown',
        'another screen was paired',
      );
    }
  },
};

const fixed: Attack<StaffedSite> = {
  name: 'a session that was fixed before the log-in, or lives on after its end',
  run: async (staffed, tries) => {
    const { site, admin, known } = staffed;
    const planted = { cookie: `kf99_session=planted-by-eve-0000000000; ${known.cookie}` };
    const session = cookiesOf(await staffed.logIn(KIM, planted)).find((c) => c.startsWith('kf99_session='))!;
    tries.held(
      session !== undefined && !session.includes('planted'),
      'the planted session became the real one',
    );
    const alive = async (cookie: string) =>
      (await site.ask('GET', '/api/admin/today', { headers: { cookie } })).status === 200;
    tries.held(!(await alive('kf99_session=planted-by-eve-0000000000')), 'the planted session is good');
    tries.held(await alive(session), 'the real one is not');
    await site.send('DELETE', '/api/session', {}, { cookie: session });
    tries.held(!(await alive(session)), 'after the log-out');
    for (const [what, change] of [
      ['removed', ['DELETE', '']],
      ['demoted', ['PATCH', { role: 'viewer' }]],
      ['given another password', ['PATCH', { password: 'entrance hall 3' }]],
    ] as const) {
      const person = site.person('admin');
      const cookie = `kf99_session=${person.session}`;
      await site.send(change[0], `/api/admin/users/${person.id}`, change[1], admin);
      const { status } = await site.ask('GET', '/api/admin/users', { headers: { cookie } });
      tries.held(refused(status), `a person who was ${what}: ${status}`);
    }
    const listener = site.person('viewer');
    const stream = await fetch(`${site.url}/api/events`, {
      headers: { cookie: `kf99_session=${listener.session}` },
      signal: AbortSignal.timeout(10_000),
    });
    await site.send('DELETE', `/api/admin/users/${listener.id}`, '', admin);
    const ended = await stream.text().then(
      () => true,
      () => false,
    );
    tries.held(stream.status === 200 && ended, 'events go on for a person who was removed');
    const { id, token } = JSON.parse(
      (await site.send('POST', '/api/admin/tokens', { name: 'gate', scopes: ['history'] }, admin)).text,
    ) as { id: number; token: string };
    await site.send('DELETE', `/api/admin/tokens/${id}`, {}, admin);
    const headers = { authorization: `Bearer ${token}` };
    tries.held(refused((await site.ask('GET', '/api/admin/today', { headers })).status), 'a withdrawn token');
  },
};

const telling: Attack<StaffedSite> = {
  name: 'whether a name is somebody’s, by the answer to a wrong password',
  long: true,
  run: async (staffed, tries) => {
    const strip = ({ text, status }: Answer) => `${status} ${text.replace(/"instance":"[^"]*"/, '')}`;
    const nobody = strip(await staffed.logIn({ name: 'nobody', password: 'wrong wrong wrong' }));
    const kim = strip(await staffed.logIn({ name: 'kim', password: 'wrong wrong wrong' }));
    tries.held(kim === nobody, `${kim} and ${nobody}`);
    for (const name of ['KIM', 'kim ', '김', 'kim\0', "kim'--", '__proto__', 'a'.repeat(200)]) {
      const { status } = await staffed.logIn({ name, password: 'wrong wrong wrong' });
      tries.held(status === 401 || status === 429, `${name}: ${status}`);
    }
    for (const body of [
      [KIM],
      { ...KIM, role: 'admin' },
      { name: { $ne: null }, password: { $ne: null } },
      null,
    ]) {
      const answer = await staffed.logIn(body as object);
      tries.held(answer.status === 400, `${JSON.stringify(body)}: ${answer.status}`);
    }
  },
};

const GUESSES_A_SECOND = 20;

/** Guesses for `seconds`, while kim logs in from a known browser once a second. */
function guessing(seconds: number): Attack<StaffedSite>['run'] {
  return async (staffed, tries) => {
    let n = 0;
    const guesses: Promise<void>[] = [];
    const guess = async () => {
      const name = n % 2 ? 'kim' : `name-${n}`;
      const { status } = await staffed.logIn({ name, password: `guess ${n++}` });
      tries.held(status === 401 || status === 429, `a guess: ${status}`);
    };
    const unanswered = (error: Error) => tries.held(false, `a guess that is not answered: ${error.message}`);
    const timer = setInterval(() => guesses.push(guess().catch(unanswered)), 1000 / GUESSES_A_SECOND);
    try {
      for (let second = 0; second < seconds; second++) {
        const { status } = await staffed.logIn(KIM, staffed.known);
        tries.held(status === 200, `kim in the browser that is known: ${status}`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    } finally {
      clearInterval(timer);
      await Promise.all(guesses);
    }
    const { text, status } = await staffed.logIn(KIM, {
      cookie: `kf99_known=${'A'.repeat(22)}.${'A'.repeat(43)}`,
    });
    tries.held(
      codeOf({ text, status, headers: {} }) === 'too_many_logins',
      'a forged known browser is let through',
    );
    const alarms = await staffed.site.ask('GET', '/api/admin/alarms', { headers: staffed.site.as('viewer') });
    tries.held(alarms.text.includes('login_attack'), 'no alarm tells staff');
  };
}

const many: Attack<StaffedSite> = {
  name: 'passwords guessed 20 times a second for 20 s, while staff log in',
  long: true,
  run: guessing(20),
};

export const login = room('log-in', () => StaffedSite.start(), [codes, fixed, telling, many]);
