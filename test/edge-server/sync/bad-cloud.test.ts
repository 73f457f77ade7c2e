/**
 * Whatever is wrong with the cloud: one fault by name, words that say what to do, no row lost, no spinning, and
 * everything arrives once it is mended. One real Postgres, broken in one way after the other.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CAUSES } from '../../../edge-server/alarms/causes.ts';
import { fillBacklog } from '../../bench/sync/backlog.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { RealPostgres } from './postgres.ts';
import { TestSync } from './test-sync.ts';

const TOKEN = 'a token of this kiosk';
const VISITS = 20;
let database: RealPostgres;

before(async () => {
  database = await RealPostgres.start();
  await database.prepare('bad-kiosk', TOKEN);
  await database.with((sql) =>
    sql.unsafe(`
      create role site login password 'site-secret';
      grant kf99_kiosk to site`),
  );
});
after(() => database.dispose());

interface Case {
  fault: string;
  /** What the alarm tells a person to do. */
  todo: RegExp;
  /** Breaks the cloud; answers how it is mended. */
  broken?: [breakIt: string, mendIt: string];
  url?: (url: URL) => void;
}

/** Puts a function that fails in the place of kf99_ingest. */
const failing = (code: string, words: string): [string, string] => [
  `alter function kf99_ingest(text, text[]) rename to kf99_ingest_kept;
   create function kf99_ingest(token text, columns text[]) returns uuid language plpgsql as
     $$ begin raise exception '${words}' using errcode = '${code}'; end $$`,
  'drop function kf99_ingest(text, text[]); alter function kf99_ingest_kept(text, text[]) rename to kf99_ingest',
];

const CASES: Record<string, Case> = {
  'a wrong password': {
    fault: 'password',
    todo: /user or password.*DATABASE_URL/,
    url: (url) => {
      url.password = 'wrong';
    },
  },
  'a database that does not exist': {
    fault: 'database',
    todo: /does not exist/,
    url: (url) => {
      url.pathname = '/nowhere';
    },
  },
  'a revoked role': {
    fault: 'rights',
    todo: /grant it/,
    broken: [
      'revoke execute on function kf99_ingest(text, text[]) from kf99_kiosk',
      'grant execute on function kf99_ingest(text, text[]) to kf99_kiosk',
    ],
  },
  'a dropped function': {
    fault: 'schema_old',
    todo: /cloud:migrate/,
    broken: [
      'alter function kf99_ingest(text, text[]) rename to gone',
      'alter function gone(text, text[]) rename to kf99_ingest',
    ],
  },
  'a dropped table': {
    fault: 'schema_old',
    todo: /tables are missing.*cloud:migrate/,
    broken: ['alter table history rename to gone', 'alter table gone rename to history'],
  },
  'an older schema': {
    fault: 'schema_old',
    todo: /older than this kiosk/,
    broken: [
      'alter table history rename column fever_c to not_there_yet',
      'alter table history rename column not_there_yet to fever_c',
    ],
  },
  'a newer schema': {
    fault: 'schema_new',
    todo: /newer version here/,
    broken: failing('P0001', 'the schema is newer than this kiosk: it wants software 9'),
  },
  'a read-only standby': {
    fault: 'read_only',
    todo: /primary/,
    broken: [
      'alter role site set default_transaction_read_only = on',
      'alter role site reset default_transaction_read_only',
    ],
  },
  'a full disk': {
    fault: 'disk_full',
    todo: /make room there/,
    broken: failing('53100', 'could not extend file "base/5/1": No space left on device'),
  },
  'more rows than a kiosk may send in a day': {
    fault: 'allowance',
    todo: /as its allowance fills up.*rows_a_day/,
    broken: [
      "insert into kiosk_states (kiosk_id, allowance, allowed_at) values ('bad-kiosk', -100000, now()) on conflict (kiosk_id) do update set allowance = -100000, allowed_at = now()",
      'update kiosk_states set allowance = null',
    ],
  },
  'a server without TLS': {
    fault: 'tls',
    todo: /certificate/,
    url: (url) => {
      url.searchParams.set('sslmode', 'verify-full');
    },
  },
  'a host name that nobody knows': {
    fault: 'name',
    todo: /can't be resolved/,
    url: (url) => {
      url.hostname = 'cloud.invalid';
    },
  },
};

for (const [name, { fault, todo, broken, url: change }] of Object.entries(CASES)) {
  test(`${name}: ${fault}, no row lost, and all arrive when it is mended`, async () => {
    const data = mkdtempSync(join(tmpdir(), 'kf99-bad-'));
    const path = join(data, 'kf99.sqlite');
    fillBacklog(data, 'bad-kiosk', VISITS, 1);
    const good = new URL(database.url);
    good.username = 'site';
    good.password = 'site-secret';
    const bad = new URL(good);
    change?.(bad);
    if (broken) await database.with((sql) => sql.unsafe(broken[0]));
    const clock = new TestClock(Date.now());
    const sync = new TestSync(path, bad.href, TOKEN, { clock });
    const mended = new TestSync(path, good.href, TOKEN);
    try {
      sync.start();
      await until(() => sync.view.fault !== null, 'the fault is noted');
      assert.equal(sync.view.fault, fault, sync.view.error ?? '');
      assert.equal(sync.view.breaker, 'open');
      assert.match(alarm(sync.view)!, todo);
      assert.equal(sync.view.failures, 1);
      assert.ok(clock.idleMs >= 5000, 'it does nothing for at least 5 s');
      assert.deepEqual([sync.view.outbox, sync.view.refused], [VISITS, 0]);
      await sync.stop();
      if (broken) await database.with((sql) => sql.unsafe(broken[1]));
      mended.start();
      await until(() => mended.view.outbox === 0, 'all arrive');
      assert.deepEqual([mended.view.refused, mended.view.mend, alarm(mended.view)], [0, null, null]);
    } finally {
      await mended.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
}

/** What staff are told, null when nothing. */
function alarm(sync: TestSync['view']): string | null {
  const cause = CAUSES.find(({ code }) => code === 'sync_failed')!;
  const health = { parts: { sync: { target: 'postgres' } } };
  return cause.of({ sync, health } as Parameters<typeof cause.of>[0]);
}

test('an unknown token is told apart from a role without rights', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-bad-'));
  fillBacklog(data, 'bad-kiosk', 1, 1);
  const sync = new TestSync(join(data, 'kf99.sqlite'), database.url, 'revoked');
  try {
    sync.start();
    await until(() => sync.view.fault !== null, 'the fault is noted');
    assert.deepEqual([sync.view.fault, sync.view.outbox], ['token', 1]);
  } finally {
    await sync.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
