/** What a web page, a proxy or a program on the network sends: names, origins, paths, heads, bodies. */
import { gzipSync } from 'node:zlib';
import { RIGHTS } from '../../edge-server/doubles/rights.ts';
import { type Attack, room } from '../attack.ts';
import { codeOf, Site } from '../site.ts';

const rebinding: Attack<Site> = {
  name: 'another name for this server (DNS rebinding)',
  run: async (site, tries) => {
    const { port } = new URL(site.url);
    const names = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
    ];
    names.push('127.0.0.1@evil.example', '[::1].evil.example', '2130706433.evil.example', 'kf99', 'a b');
    for (const host of names) {
      for (const path of ['/', '/api/session', '/api/settings']) {
        const { status } = await site.ask('GET', path, { headers: { host } });
        tries.held(status === 403 || status === 400, `${path} as ${host} answered ${status}`);
        const absolute = await site.raw(
          `GET http://${host}${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`,
        );
        tries.held(
          /^HTTP\/1\.1 4\d\d/.test(absolute),
          `http://${host}${path} answered ${absolute.slice(0, 40)}`,
        );
      }
    }
  },
};

const changing = Object.keys(RIGHTS)
  .map((route) => route.split(' ') as [string, string])
  .filter(([method]) => method !== 'GET');

const origins: Attack<Site> = {
  name: 'another site’s page that changes something (CSRF), as an admin’s and the kiosk’s browser',
  run: async (site, tries) => {
    const { host } = new URL(site.url);
    const foreign = [
      'https://evil.example',
      'null',
      `https://${host}`,
      'http://127.0.0.1:1',
      'http://localhost',
    ];
    foreign.push('file://', `http://${host}.evil.example`, `http://evil.example#${host}`, '');
    const cookie = `${site.as('admin').cookie}; ${site.as('kiosk').cookie}`;
    for (const [method, path] of changing) {
      const url = path.replace(':id', '1');
      for (const origin of foreign) {
        const answer = await site.send(method, url, {}, { cookie, origin });
        tries.held(codeOf(answer) === 'wrong_origin', `${method} ${url} from ${origin}: ${answer.status}`);
      }
      for (const from of ['cross-site', 'same-site']) {
        const answer = await site.send(method, url, {}, { cookie, 'sec-fetch-site': from });
        tries.held(codeOf(answer) === 'wrong_origin', `${method} ${url} ${from}: ${answer.status}`);
      }
    }
  },
};

const ABOVE = ['..', '%2e%2e', '.%2e', '%252e%252e', '..%00', '..;', '....', '%c0%ae%c0%ae', '..%5c..'];
const PLACES = ['package.json', 'edge-server/main.ts', 'kf99.sqlite', 'etc/passwd', 'data/kf99.sqlite'];

const traversal: Attack<Site> = {
  name: 'ways out of the folders of pages',
  long: true,
  run: async (site, tries) => {
    for (const start of ['/', '/assets/', '/admin/', '/replay/', '/models/', '/reference/']) {
      for (const above of ABOVE) {
        for (const slash of ['/', '%2f', '\\', '%5c', '//']) {
          const up = `${above}${slash}`.repeat(4);
          for (const place of PLACES) {
            const { status, text } = await site.ask('GET', `${start}${up}${place}`);
            const leaked = /root:x:|SQLite format|"dependencies"|process\.umask/.test(text);
            tries.held(!leaked && status < 500, `${start}${up}${place}: ${status}`);
          }
        }
      }
    }
    for (const path of [
      '/.env',
      '/.git/config',
      '/kf99.sqlite',
      '/data/kf99.sqlite',
      '/kiosk-id',
      '/proc/self/environ',
    ]) {
      const { status, text } = await site.ask('GET', path);
      tries.held(status === 404 || /<!doctype html/i.test(text), `${path}: ${status}`);
    }
  },
};

const smuggling: Attack<Site> = {
  name: 'two requests in one (smuggling), broken heads and bodies that never end as told',
  run: async (site, tries) => {
    const { host } = new URL(site.url);
    const inner = `GET /api/smuggled HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
    const post = (head: string, body = inner) =>
      `POST /api/session HTTP/1.1\r\nhost: ${host}\r\n${head}\r\n\r\n${body}`;
    const cases = {
      'both lengths': post('content-length: 4\r\ntransfer-encoding: chunked', `0\r\n\r\n${inner}`),
      'two lengths': post(`content-length: 0\r\ncontent-length: ${inner.length}`),
      'a list of lengths': post(`content-length: 0, ${inner.length}`),
      'a signed length': post(`content-length: +${inner.length}`),
      'a length in hex': post('content-length: 0x10'),
      'chunked twice': post('transfer-encoding: chunked\r\ntransfer-encoding: identity', `0\r\n\r\n${inner}`),
      'chunked by another name': post('transfer-encoding: xchunked', `0\r\n\r\n${inner}`),
      'chunked behind a space': post('transfer-encoding : chunked', `0\r\n\r\n${inner}`),
      'chunked behind a tab': post('transfer-encoding:\tchunked, identity', `0\r\n\r\n${inner}`),
      'a folded head': post('x: a\r\n content-length: 3'),
      'a bare line feed': `GET / HTTP/1.1\nhost: ${host}\n\n${inner}`,
      'a bare carriage return': post('x: a\rcontent-length: 3'),
      'a nul in a head': post('x: a\0b'),
      'a chunk of a negative size': post('transfer-encoding: chunked', '-1\r\nx\r\n0\r\n\r\n'),
      'a chunk of a huge size': post('transfer-encoding: chunked', 'ffffffffffffffff1\r\nx\r\n0\r\n\r\n'),
      'no host': 'GET /api/session HTTP/1.1\r\n\r\n',
      'two hosts': `GET /api/session HTTP/1.1\r\nhost: ${host}\r\nhost: evil.example\r\n\r\n`,
      'HTTP 0.9': 'GET /api/admin/visits\r\n\r\n',
      'HTTP 2 without saying so': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'TLS to a plain port': '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00',
      'a head of 100 kB': `GET / HTTP/1.1\r\nhost: ${host}\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`,
      'ten thousand heads': `GET / HTTP/1.1\r\nhost: ${host}\r\n${'x: y\r\n'.repeat(10_000)}\r\n`,
    };
    for (const [name, bytes] of Object.entries(cases)) {
      const text = await site.raw(bytes, 700);
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
      const fine =
        statuses.length <= 1 && !text.includes('smuggled') && statuses.every((s) => s >= 400 && s < 500);
      tries.held(fine, `${name}: ${statuses.join()} ${text.slice(0, 60)}`);
    }
    tries.held(await site.answers(), 'nobody is answered any more');
  },
};

const bodies: Attack<Site> = {
  name: 'bodies that are too large, too deep, packed, of another type or with keys of objects’ own',
  long: true,
  run: async (site, tries) => {
    const before = site.visits();
    const depth = 50_000;
    const type = (value: string) => ({ 'content-type': value });
    const json = type('application/json');
    const cases: [string, Record<string, string>, string | Uint8Array][] = [
      ['2 MB', json, JSON.stringify({ x: 'a'.repeat(2e6) })],
      ['deep lists', json, '['.repeat(depth) + ']'.repeat(depth)],
      ['deep objects', json, `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`],
      ['packed', { ...json, 'content-encoding': 'gzip' }, gzipSync('{"x":1}'.repeat(1000))],
      ['a form', type('application/x-www-form-urlencoded'), 'name=kim&password=x'],
      ['text', type('text/plain'), '{"name":"kim","password":"x"}'],
      ['XML', type('application/xml'), '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
      ['no type', {}, '{}'],
      [
        '__proto__',
        json,
        '{"__proto__":{"role":"admin","ispass":true},"constructor":{"prototype":{"role":"admin"}}}',
      ],
      ['a number that is none', json, '{"x":1e999,"y":-0,"z":NaN}'],
      ['half a surrogate', json, '{"name":"\\ud800","password":"\\udfff"}'],
      ['twice the same key', json, '{"name":"a","name":"b","password":"x","password":"y"}'],
    ];
    const everyone = `${site.as('admin').cookie}; ${site.as('kiosk').cookie}`;
    for (const [method, path] of changing) {
      if (path === '/api/session' && method === 'DELETE') continue;
      for (const [name, headers, body] of cases) {
        // What has no body reads none.
        const answer = await site
          .ask(method, path.replace(':id', '999'), {
            headers: { origin: site.url, cookie: everyone, ...headers },
            body,
          })
          // A server that ends what is too large while it comes has held.
          .catch(() => ({ status: 413, headers: {}, text: '' }));
        tries.held(answer.status < 500, `${method} ${path} with ${name}: ${answer.status} ${answer.text}`);
      }
    }
    const { text } = await site.ask('GET', '/api/session');
    tries.held((JSON.parse(text) as { user: unknown }).user === null, `nobody is now ${text}`);
    tries.held(site.visits() === before, 'a visit was made of it');
    tries.held(await site.answers(), 'nobody is answered any more');
  },
};

const SQL = [
  "' or '1'='1",
  '1; drop table visits --',
  '1 union select password from users',
  '%',
  '\\',
  '"; --',
  '\0',
];
SQL.push(
  "'||(select token_hash from tokens)||'",
  'a\r\nset-cookie: evil=1',
  '%0d%0aset-cookie:%20evil=1',
  '🙂'.repeat(60),
);

const texts: Attack<Site> = {
  name: 'SQL and lines of a head in every text of an address',
  long: true,
  run: async (site, tries) => {
    const headers = site.as('admin');
    const keys = [
      'limit',
      'before',
      'after',
      'from',
      'to',
      'verdict',
      'mask',
      'reason',
      'action',
      'text',
      'state',
    ];
    keys.push('marked', 'zone', 'bucket', 'lang', 'pair', 'source', 'last_event_id', 'version');
    const paths = ['/api/admin/visits', '/api/admin/visits.csv', '/api/admin/audit', '/api/admin/alarms'];
    paths.push('/api/admin/statistics', '/api/admin/settings/history', '/', '/admin/', '/api/events');
    for (const path of paths) {
      for (const key of keys) {
        for (const value of SQL) {
          const answer = await site.ask('GET', `${path}?${key}=${encodeURIComponent(value)}`, { headers });
          const leaked = /argon2id|kf99_[\w-]{43}|sqlite/i.test(answer.text);
          const split = JSON.stringify(answer.headers).includes('evil=');
          // Pages that are not built are 503; nothing else may be.
          const fine = answer.status < 500 || (answer.status === 503 && !path.startsWith('/api/'));
          tries.held(fine && !leaked && !split, `${path}?${key}=${value}: ${answer.status}`);
        }
      }
    }
    tries.held(await site.answers(), 'nobody is answered any more');
  },
};

const methods: Attack<Site> = {
  name: 'other methods, a method in a head, another protocol',
  run: async (site, tries) => {
    const cookie = site.as('admin').cookie!;
    for (const method of [
      'TRACE',
      'OPTIONS',
      'PROPFIND',
      'MOVE',
      'LOCK',
      'PUT',
      'DELETE',
      'PATCH',
      'PURGE',
    ]) {
      for (const path of ['/', '/api/admin/users', '/api/health']) {
        const answer = await site.ask(method, path, { headers: { cookie, origin: site.url } });
        const open = Object.keys(answer.headers).some((name) => name.startsWith('access-control-'));
        const echoed = answer.text.includes('kf99_session');
        tries.held(
          answer.status >= 400 && answer.status < 500 && !open && !echoed,
          `${method} ${path}: ${answer.status}`,
        );
      }
    }
    const viewer = site.as('viewer');
    for (const name of ['x-http-method-override', 'x-method-override', 'x-http-method']) {
      const answer = await site.ask('GET', '/api/admin/users', { headers: { ...viewer, [name]: 'POST' } });
      tries.held(answer.status === 403, `${name}: ${answer.status}`);
    }
    for (const name of ['x-original-url', 'x-rewrite-url', 'x-forwarded-prefix']) {
      const answer = await site.ask('GET', '/api/session', { headers: { [name]: '/api/admin/users' } });
      tries.held(!answer.text.includes('"users"'), `${name}: ${answer.text}`);
    }
    const { host } = new URL(site.url);
    for (const upgrade of ['websocket', 'h2c', 'TLS/1.3']) {
      const text = await site.raw(
        `GET /api/events HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\n` +
          'http2-settings: AAMAAABkAARAAAAAAAIAAAAA\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
        500,
      );
      tries.held(!text.startsWith('HTTP/1.1 101'), `${upgrade}: ${text.slice(0, 40)}`);
    }
    const tunnel = await site.raw(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: ${host}\r\n\r\n`, 500);
    tries.held(!/^HTTP\/1\.1 2/.test(tunnel), tunnel.slice(0, 40));
  },
};

const idle: Attack<Site> = {
  name: '600 idle connections, and 100 heads that come a byte at a time',
  long: true,
  run: async (site, tries) => {
    const { host } = new URL(site.url);
    const slow = Array.from({ length: 100 }, () => site.raw(`GET / HTTP/1.1\r\nhost: ${host}\r\nx: `, 4000));
    const waiting = Array.from({ length: 600 }, () => site.raw('', 4000));
    for (let n = 0; n < 20; n++) {
      tries.held(await site.answers().catch(() => false), `no answer in round ${n}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await Promise.all([...slow, ...waiting]);
  },
};

export const wire = room('wire', () => Site.start(), [
  rebinding,
  origins,
  traversal,
  smuggling,
  bodies,
  texts,
  methods,
  idle,
]);
