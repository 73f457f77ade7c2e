/** Who may do what: routes as those whom they are not for, forged credentials, real ones in the wrong place. */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Allowed } from '../../../edge-server/contract/index.ts';
import { EVERYONE, RIGHTS, WHO } from '../../edge-server/doubles/rights.ts';
import { type Attack, room } from '../attack.ts';
import { type Headers, Site } from '../site.ts';

const FORGED = 50;

const urlOf = (path: string) =>
  path.replace(':id', /visits|captures/.test(path) ? uuidv7() : '1').replace('*', 'nothing');
const guarded = Object.entries(RIGHTS).flatMap(([route, allowed]) => {
  const [method, path] = route.split(' ') as [string, string];
  // Without a folder of recordings there is no such route.
  return allowed === EVERYONE || path.startsWith('/replay') ? [] : [{ method, path, allowed }];
});
const refused = (status: number) => status === 401 || status === 403;

const everybody: Attack<Site> = {
  name: 'every route as each caller whom it is not for',
  run: async (site, tries) => {
    for (const who of WHO) {
      const headers = site.as(who);
      for (const { method, path, allowed } of guarded) {
        if (allowed.includes(who as Allowed)) continue;
        const { status } =
          method === 'GET'
            ? await site.ask(method, urlOf(path), { headers })
            : await site.send(method, urlOf(path), {}, headers);
        tries.held(refused(status), `${who}: ${method} ${path} answered ${status}`);
      }
    }
  },
};

const forged: Attack<Site> = {
  name: 'forged sessions, pairings and tokens',
  long: true,
  run: async (site, tries) => {
    const random = () => randomBytes(32).toString('base64url');
    const odd = ["' or 1=1 --", '*', 'null', '0', '%00', 'a'.repeat(4000), '../kf99.sqlite', '"', 'kf99_'];
    const values = [...Array.from({ length: FORGED }, random), ...odd];
    for (const value of values) {
      const cookie = encodeURIComponent(value);
      for (const [path, headers] of [
        ['/api/admin/today', { cookie: `kf99_session=${cookie}` }],
        ['/api/settings', { cookie: `kf99_kiosk=${cookie}` }],
        ['/metrics', { authorization: `Bearer kf99_${value}` }],
      ] as [string, Headers][]) {
        const { status } = await site.ask('GET', path, { headers });
        tries.held(refused(status), `${path} with ${value.slice(0, 40)} answered ${status}`);
      }
    }
  },
};

const misplaced: Attack<Site> = {
  name: 'a good credential where it does not belong',
  run: async (site, tries) => {
    const { session } = site.person('admin');
    const bearer = site.token('metrics', 'history').authorization!;
    const secret = bearer.replace('Bearer ', '');
    const device = site.as('kiosk').cookie!.replace(/^[^=]+=/, '');
    const cases: [string, string, Headers][] = [
      ['a session as a token', '/metrics', { authorization: `Bearer ${session}` }],
      ['a session in the address', `/api/admin/today?kf99_session=${session}`, {}],
      ['a session as a pairing', '/api/kiosk/camera-check/1', { cookie: `kf99_kiosk=${session}` }],
      ['a pairing as a session', '/api/admin/today', { cookie: `kf99_session=${device}` }],
      ['a pairing as a token', '/api/events', { authorization: `Bearer ${device}` }],
      ['a token in the address', `/metrics?token=${secret}&access_token=${secret}`, {}],
      ['a token as a session', '/api/admin/today', { cookie: `kf99_session=${secret}` }],
      ['a token by another scheme', '/metrics', { authorization: `Basic ${btoa(`x:${secret}`)}` }],
      ['two tokens', '/metrics', { authorization: `Bearer x, ${bearer}` }],
      [
        'an admin who also brings a token',
        '/api/admin/users',
        { cookie: `kf99_session=${session}`, authorization: bearer },
      ],
      ['a name of a cookie in another case', '/api/admin/today', { cookie: `KF99_SESSION=${session}` }],
      [
        'a proxy’s word for who it is',
        '/api/admin/today',
        { 'x-remote-user': 'admin', 'x-forwarded-user': 'admin' },
      ],
    ];
    for (const [what, path, headers] of cases) {
      const { status } = await site.ask(path.includes('camera') ? 'PUT' : 'GET', path, { headers });
      tries.held(refused(status), `${what}: ${status}`);
    }
  },
};

const raising: Attack<Site> = {
  name: 'a viewer who raises itself, and tokens that make tokens',
  run: async (site, tries) => {
    const viewer = site.person('viewer');
    const cookie = { cookie: `kf99_session=${viewer.session}` };
    const every = site.token('mask', 'temperature', 'visit', 'door', 'history', 'events', 'metrics');
    for (const headers of [cookie, every, site.as('kiosk')]) {
      for (const [method, path, body] of [
        ['PATCH', `/api/admin/users/${viewer.id}`, { role: 'admin' }],
        ['POST', '/api/admin/users', { name: 'eve', role: 'admin', password: 'long enough 123' }],
        ['POST', '/api/admin/tokens', { name: 'eve', scopes: ['door'] }],
        ['PATCH', '/api/admin/settings', { maskPolicy: 'off' }],
        ['POST', '/api/admin/pairings/code', {}],
        ['POST', '/api/admin/rules', { name: 'x', source: 'visit', condition: 'true' }],
        ['POST', '/api/admin/webhook-secret', {}],
        ['GET', '/api/admin/audit', undefined],
        ['GET', '/api/admin/marks.tar', undefined],
      ] as const) {
        const { status } = body
          ? await site.send(method, path, body, headers)
          : await site.ask(method, path, { headers });
        tries.held(refused(status), `${method} ${path} answered ${status}`);
      }
    }
    const { text } = await site.ask('GET', '/api/session', { headers: cookie });
    tries.held((JSON.parse(text) as { user: { role: string } }).user.role === 'viewer', text);
  },
};

const secrets: Attack<Site> = {
  name: 'what a viewer, a token and the kiosk page read: no address of a webhook, nobody’s log-in name',
  long: true,
  run: async (site, tries) => {
    const admin = site.as('admin');
    await site.send('POST', '/api/admin/webhook-secret', {}, admin);
    const url = 'https://hooks.example.org/services/hush-hush';
    const rule = { name: 'x', source: 'reading', condition: 'false', actions: [{ type: 'webhook', url }] };
    const added = await site.send('POST', '/api/admin/rules', rule, admin);
    if (added.status !== 201) throw new Error(added.text);
    const { name } = site.person('viewer');
    const read = async (headers: Headers, paths: string[]) => {
      for (const path of paths) {
        const { text } = await site.ask('GET', path, { headers });
        tries.held(!text.includes('hush-hush'), `${path} has the address of a webhook`);
        tries.held(!text.includes(name), `${path} has the name of a person`);
        tries.held(!/argon2|password_hash|token_hash/.test(text), `${path} has a hash`);
      }
    };
    const paths = guarded.filter(({ method, path }) => method === 'GET' && !path.includes(':'));
    for (const who of ['viewer', 'kiosk', 'token:history', 'token:events', 'token:metrics'] as const) {
      const may = paths.filter(({ allowed }) => allowed.includes(who));
      await read(
        site.as(who),
        may.map(({ path }) => path),
      );
    }
    const { text } = await site.ask('GET', '/api/admin/audit?action=rule', { headers: admin });
    tries.held(text.includes('rule.add') && !text.includes('hush-hush'), 'the audit log has the address');
  },
};

export const rights = room('rights', () => Site.start(), [everybody, forged, misplaced, raising, secrets]);
