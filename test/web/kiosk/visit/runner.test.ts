import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DEFAULT_SETTINGS,
  type Evidence,
  type Settings,
  type Verdict,
} from '../../../../edge-server/contract/index.ts';
import { type VisitNeeds, VisitRunner } from '../../../../web/kiosk/visit/runner.ts';
import { everyAwake } from '../../../../web/shared/awake.ts';
import { ApiError } from '../../../../web/shared/call.ts';
import { face, seen } from './faces.ts';

const settled = () => new Promise(setImmediate);

function verdict(id: string): Verdict {
  return {
    id,
    verdict: 'deny',
    reasons: ['no_mask'],
    ispass: false,
    cause: null,
    call_staff: false,
    temperature: null,
    visited: '2026-11-24T00:00:00.000Z',
    simulated: false,
  };
}

/** A runner whose kiosk notes what it was asked to do. */
class Rig {
  at = 0;
  ids = 0;
  readonly did: string[] = [];
  readonly failures: unknown[] = [];
  readonly settings: Settings;
  post: (evidence: Evidence, limitMs: number) => Promise<Verdict> = async ({ id }) => verdict(id);
  take: () => Promise<string | null> = async () => 'jpeg';
  readonly runner: VisitRunner<string>;

  constructor(settings: Partial<Settings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    const did = (what: string) => void this.did.push(what);
    const needs: VisitNeeds<string> = {
      now: () => this.at,
      every: (ms, work) => everyAwake(ms, work, () => this.at),
      context: () => ({
        settings: this.settings,
        model: 'm1',
        replayed: false,
        thermometerBroken: false,
        newId: () => `visit-${++this.ids}`,
      }),
      reload: { now: () => 0, read: () => null, keep: () => undefined },
      server: {
        open: async (id) => did(`open ${id}`),
        abandon: async (id) => did(`abandon ${id}`),
        post: (evidence, limitMs) => {
          did(`post ${evidence.id} ${limitMs}`);
          return this.post(evidence, limitMs);
        },
        capture: async (id, picture) => did(`capture ${id} ${picture}`),
      },
      snapshot: {
        consider: () => did('consider'),
        take: () => this.take(),
        drop: () => did('drop'),
      },
      chime: (kind) => did(`chime ${kind}`),
      secondPerson: () => did('second person'),
      serverFailed: (error) => void this.failures.push(error),
    };
    this.runner = new VisitRunner(needs);
  }

  state(): string {
    return this.runner.visit.value.state.at;
  }

  /** Shows a bare face at 20 frames a second until the state is reached. */
  show(until: string, faces = [face('no_mask')]): void {
    for (let frame = 0; frame < 200 && this.state() !== until; frame++) {
      this.at += 50;
      this.runner.see(seen(faces), this.at);
    }
    assert.equal(this.state(), until);
  }
}

test('frames open a visit, its evidence is posted once, and the verdict sounds while the next attempt begins', async () => {
  const rig = new Rig();
  rig.show('deciding');
  await settled();
  const limit = DEFAULT_SETTINGS.temperatureTimeout * 1000 + 4000;
  assert.deepEqual(rig.did, ['open visit-1', `post visit-1 ${limit}`, 'chime deny', 'open visit-2']);
  assert.equal(rig.state(), 'deny');
});

test('pictures are gathered and sent only where the site keeps them, also at the last moment', async () => {
  const rig = new Rig({ captures: 'on' });
  rig.show('deciding');
  await settled();
  assert.ok(rig.did.includes('consider'));
  assert.ok(rig.did.includes('capture visit-1 jpeg'));
  const changed = new Rig({ captures: 'on' });
  changed.show('deciding');
  changed.settings.captures = 'off';
  await settled();
  assert.equal(changed.did.filter((what) => what.startsWith('capture')).length, 0);
});

test('a picture that could not be made costs the visit nothing', async () => {
  const rig = new Rig({ captures: 'on' });
  rig.take = () => Promise.reject(new Error('no memory for a JPEG'));
  rig.show('deciding');
  await settled();
  assert.equal(rig.state(), 'deny');
  assert.equal(rig.did.filter((what) => what.startsWith('capture')).length, 0);
  assert.deepEqual(rig.failures, []);
});

for (const next of [false, true]) {
  const meanwhile = next ? ', nor when the next one has come and gone, too' : '';
  test(`the picture of a visitor who went away while it was made is not sent${meanwhile}`, async () => {
    const rig = new Rig({ captures: 'on' });
    const { promise, resolve } = Promise.withResolvers<string>();
    rig.take = () => promise;
    rig.post = () => Promise.withResolvers<Verdict>().promise;
    rig.show('deciding');
    rig.show('idle', []);
    if (next) {
      rig.show('checking');
      rig.show('idle', []);
    }
    assert.ok(rig.did.includes(next ? 'abandon visit-2' : 'abandon visit-1'));
    resolve('jpeg');
    await settled();
    assert.equal(rig.did.filter((what) => what.startsWith('capture')).length, 0);
  });
}

test('a server that gives no verdict is told about, and the visit ends in trouble', async () => {
  const rig = new Rig();
  const away = new Error('the server is away');
  rig.post = () => Promise.reject(away);
  rig.show('deciding');
  await settled();
  assert.deepEqual(rig.failures, [away]);
  assert.equal(rig.state(), 'trouble');
});

test('without frames time goes on: a visit that is lost is told to the server, and the picture is dropped', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const rig = new Rig();
  const wait = (ms: number) => {
    for (const end = rig.at + ms; rig.at < end; ) {
      rig.at += 250;
      t.mock.timers.tick(250);
    }
  };
  rig.runner.start();
  rig.show('checking');
  wait(31_000);
  assert.equal(rig.state(), 'idle');
  assert.deepEqual(rig.did, ['open visit-1', 'drop', 'abandon visit-1']);
  rig.show('checking');
  rig.runner.stop();
  wait(31_000);
  assert.equal(rig.state(), 'checking', 'stopped: time is not looked at');
});

test('a post that the server refuses for good is not repeated', async () => {
  for (const [code, posts] of [
    ['visit_abandoned', ['visit-1', 'visit-2']],
    ['unreachable', ['visit-1', 'visit-1']],
  ] as const) {
    const rig = new Rig();
    rig.post = () => Promise.reject(new ApiError(code, code));
    rig.show('deciding');
    await settled();
    rig.show('deciding');
    const did = rig.did.filter((what) => what.startsWith('post')).map((what) => what.split(' ')[1]);
    assert.deepEqual(did, posts, code);
  }
});

test('a second person beside the visitor is counted with the post', () => {
  const rig = new Rig();
  rig.show('deciding', [face('no_mask'), face('no_mask', 430, 180)]);
  assert.equal(rig.did.filter((what) => what === 'second person').length, 1);
});
