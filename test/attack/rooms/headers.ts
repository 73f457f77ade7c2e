/** What every answer says to the browser that gets it. */
import { RIGHTS } from '../../edge-server/doubles/rights.ts';
import { type Attack, room } from '../attack.ts';
import { type Answer, Site } from '../site.ts';

const paths = Object.keys(RIGHTS)
  .filter((route) => route.startsWith('GET '))
  .map((route) => route.replace('GET ', '').replace(':id', '1').replace('*', 'x'));

/** Every GET, as nobody and as an admin, and what is refused for what it is. */
async function answers(site: Site): Promise<[string, Answer][]> {
  const list: [string, Answer][] = [];
  for (const who of ['nobody', 'admin', 'kiosk'] as const) {
    const headers = site.as(who);
    for (const path of paths) list.push([`${who} ${path}`, await site.ask('GET', path, { headers })]);
  }
  list.push(['404', await site.ask('GET', '/api/none')]);
  list.push(['another host', await site.ask('GET', '/', { headers: { host: 'evil.example' } })]);
  list.push(['400', await site.send('POST', '/api/session', { a: 1 })]);
  list.push(['401', await site.send('POST', '/api/session', { name: 'kim', password: 'wrong' })]);
  return list;
}

const framing: Attack<Site> = {
  name: 'a page that frames ours, runs its script in ours or reads what ours loads',
  run: async (site, tries) => {
    for (const [what, { headers }] of await answers(site)) {
      const policy = String(headers['content-security-policy']);
      const fine =
        policy.includes("default-src 'none'") &&
        policy.includes("frame-ancestors 'none'") &&
        policy.includes("base-uri 'none'") &&
        policy.includes("form-action 'none'") &&
        !/script-src[^;]*('unsafe-inline'|'unsafe-eval'|https?:|\*)/.test(policy) &&
        headers['x-content-type-options'] === 'nosniff' &&
        headers['x-frame-options'] === 'DENY' &&
        headers['cross-origin-resource-policy'] === 'same-origin' &&
        headers['cross-origin-opener-policy'] === 'same-origin' &&
        headers['referrer-policy'] === 'no-referrer';
      tries.held(fine, `${what}: ${JSON.stringify(headers)}`);
      const open = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
      tries.held(open.length === 0, `${what}: ${open.join()}`);
    }
  },
};

const left: Attack<Site> = {
  name: 'what is left in a browser after staff: its cache, its cookies, the session before',
  long: true,
  run: async (site, tries) => {
    // First of all in its room: an admin closes the set-up.
    const words = { name: 'kim', password: 'entrance hall 1' };
    const first = await site.send('POST', '/api/session/code', { code: site.setUpCode, ...words });
    if (first.status !== 200) throw new Error(first.text);
    const cookies = [first.headers['set-cookie'] ?? []].flat();
    const session = cookies.find((line) => line.startsWith('kf99_session='))?.split(';')[0] ?? '';
    for (const line of cookies) {
      tries.held(/HttpOnly/i.test(line) && /SameSite=Strict/i.test(line), line.replace(/=[^;]*/, '=…'));
    }
    await site.send('POST', '/api/session', words, { cookie: session });
    const before = await site.ask('GET', '/api/admin/today', { headers: { cookie: session } });
    tries.held(before.status === 401, 'a new log-in leaves the session before alive');
    const out = await site.send('DELETE', '/api/session', {}, { cookie: session });
    tries.held(String(out.headers['clear-site-data']).includes('"cache"'), 'the log-out leaves the cache');
    for (const [what, { headers }] of await answers(site)) {
      // The page of the API's document has nothing of this site in it.
      if (!/\/api\/(?!reference)|\/metrics/.test(what)) continue;
      tries.held(/no-store/.test(String(headers['cache-control'])), `${what}: ${headers['cache-control']}`);
    }
  },
};

const telling: Attack<Site> = {
  name: 'what errors and heads tell of the machine: versions, paths, stacks',
  long: true,
  run: async (site, tries) => {
    for (const [what, { headers, text, status }] of await answers(site)) {
      tries.held(headers['x-powered-by'] === undefined && headers.server === undefined, what);
      if (status < 400) continue;
      tries.held(!/\bat [\w.]+ \(|node_modules|\.ts:\d+|\/home\/|\/tmp\//.test(text), `${what}: ${text}`);
    }
  },
};

export const headers = room('headers', () => Site.start(), [left, framing, telling]);
