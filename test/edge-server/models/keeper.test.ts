import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, beforeEach, test } from 'node:test';
import type { TrialFigures, WantedModel } from '../../../edge-server/contract/models.ts';
import { readWith } from '../../../edge-server/models/build-files.ts';
import { ModelIntake } from '../../../edge-server/models/intake.ts';
import { ModelKeeper, type PageModels } from '../../../edge-server/models/keeper.ts';
import { ModelLibrary } from '../../../edge-server/models/library.ts';
import { modelId, packModel } from '../../../edge-server/models/model-file.ts';
import { ModelRecord } from '../../../edge-server/models/record.ts';
import { loadGated } from '../../../models/pipeline/gate.ts';
import { goodModel, type ModelFiles, otherGoodModel, USELESS } from '../../models/gate/useless.ts';
import { startNodeBackend } from '../../models/pipeline/node-models.ts';
import { MASK_VERSION } from '../../models/shipped.ts';
import { TestClock } from '../doubles/clock.ts';

const MINUTE = 60_000;
const log = { info: () => undefined, warn: () => undefined };
const good = goodModel();
const better = packModel(otherGoodModel(good));
const GOOD = modelId(packModel(good));
const BETTER = modelId(better);

let data: string;
let clock: TestClock;
let written: string | null;
let audit: { actor: string; action: string; after?: unknown }[];
let page: PageModels | null;
let idle: boolean;
let ill: string[];
let fetched: (wanted: WantedModel) => Promise<Buffer>;

before(() => startNodeBackend());
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kf99-models-'));
  clock = new TestClock();
  written = null;
  audit = [];
  page = null;
  idle = true;
  ill = [];
  fetched = async () => assert.fail('nothing is fetched');
});
afterEach(() => rmSync(data, { recursive: true }));

/** The gate as the server's thread asks it, without the thread. */
async function gate(folder: string | null): Promise<string | null> {
  try {
    (await loadGated(readWith(folder))).classifier.dispose();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A server that starts on what an earlier one has left; a minute ago, where the build's model had passed before. */
async function started(of: { gate?: typeof gate; build?: string; now?: boolean } = {}): Promise<ModelKeeper> {
  const build = of.build ?? putModel('build', good);
  const state = {
    read: () => written,
    write: (text: string) => {
      written = text;
    },
  };
  const library = new ModelLibrary(join(data, 'models'));
  const record = new ModelRecord({ library, state, audit: { record: (it) => audit.push(it) }, clock, log });
  const incoming = join(data, 'models/incoming');
  const ask = of.gate ?? (async () => null);
  const intake = new ModelIntake({ record, incoming, gate: ask, obtain: (it) => fetched(it), clock, log });
  const well = () => ['kiosk', 'model'].filter((part) => !ill.includes(part));
  let asked = 0;
  const keeper = new ModelKeeper({
    ...{ record, intake, build, well, clock, log },
    gateBuild: () => {
      asked += 1;
      return ask(build);
    },
    page: () => page,
    idle: () => idle,
  });
  keeper.start();
  await keeper.look();
  if (of.now) return keeper;
  if (asked === 0) clock.turn(MINUTE);
  await keeper.look();
  assert.equal(asked, 1);
  return keeper;
}

function putModel(name: string, files: ModelFiles): string {
  const folder = join(data, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
  return folder;
}

function bring(bytes: Uint8Array): void {
  mkdirSync(join(data, 'models/incoming'), { recursive: true });
  writeFileSync(join(data, 'models/incoming/some.kf99model'), bytes);
}

const counted = (model: string, change: Partial<TrialFigures> = {}): PageModels => ({
  model: MASK_VERSION,
  refused: null,
  trial: { model, frames: 1000, differed: 10, bolder: 1, own_ms: 2, ms: 2, failed: null, ...change },
});

/** The model that the page is to load, and the one that it is to try. */
const pages = ({ current }: ModelKeeper) => [current.use, current.trial];
const useOf = (keeper: ModelKeeper): string | null => keeper.current.use;

/** Brings the better model into use. */
async function inUse(): Promise<ModelKeeper> {
  const keeper = await started();
  bring(better);
  await keeper.look();
  page = counted(BETTER);
  await keeper.look();
  clock.turn(MINUTE);
  await keeper.look();
  assert.equal(keeper.current.use, BETTER);
  page = null;
  return keeper;
}

test('useless models: none is served or tried, each is refused in one sentence, the good one judges after each', async () => {
  const keeper = await started({ gate });
  for (const [name, spoil] of Object.entries(USELESS)) {
    const files = spoil(good);
    let bytes: Buffer;
    try {
      bytes = packModel(files);
    } catch {
      // Its JSON is none: what would come is a file that is cut off.
      bytes = packModel(good).subarray(0, 5000);
    }
    bring(bytes);
    await keeper.look();
    assert.match(keeper.story.last, /^(mask-[0-9a-f]{8}|the mask model) is refused: [^\n]+[^.]\.$/, name);
    assert.deepEqual(pages(keeper), [null, null], name);
    assert.equal(keeper.version, MASK_VERSION, name);
    assert.equal(keeper.file(modelId(bytes), 'mask.bin'), null, name);
    assert.equal(audit.at(-1)!.action, 'model.refuse');
  }
  assert.ok(Object.keys(USELESS).length > 20);
  await keeper.stop();
});

test('a good one is tried, taken over at a quiet minute, and kept after half an hour', async () => {
  const keeper = await started();
  assert.deepEqual(pages(keeper), [null, null]);
  bring(better);
  await keeper.look();
  assert.deepEqual(pages(keeper), [null, BETTER]);
  assert.ok(readFileSync(keeper.file(BETTER, 'mask.bin')!).equals(good['mask.bin']));
  page = counted(BETTER, { frames: 999 });
  clock.turn(MINUTE);
  await keeper.look();
  assert.equal(useOf(keeper), null, 'too few faces');
  page = counted(BETTER);
  idle = false;
  await keeper.look();
  idle = true;
  await keeper.look();
  clock.turn(MINUTE - 1);
  await keeper.look();
  assert.equal(useOf(keeper), null, 'somebody stood there less than a minute ago');
  clock.turn(1);
  await keeper.look();
  assert.deepEqual(pages(keeper), [BETTER, GOOD], 'the one before is asked beside it');
  assert.equal(keeper.version, 'mask-better');
  page = { model: 'mask-better', refused: null, trial: null };
  clock.turn(31 * MINUTE);
  await keeper.look();
  assert.deepEqual(pages(keeper), [BETTER, null]);
  assert.deepEqual(
    audit.map(({ action }) => action),
    ['model.try', 'model.use', 'model.keep'],
  );
  await keeper.stop();
});

for (const [name, figures] of Object.entries<Partial<TrialFigures>>({
  'differs too often': { frames: 300, differed: 16 },
  'calls mask what the one in use does not': { frames: 300, differed: 4, bolder: 4 },
  'is too slow': { frames: 300, ms: 4.1 },
  'fails in the page': { frames: 0, failed: 'it failed on a frame' },
})) {
  test(`a trial that ${name} is over`, async () => {
    const keeper = await started();
    bring(better);
    await keeper.look();
    page = counted(BETTER, figures);
    await keeper.look();
    assert.deepEqual(pages(keeper), [null, null]);
    assert.match(keeper.story.last, /^mask-better is refused: /);
    assert.equal(existsSync(join(data, 'models', BETTER)), false, 'its files go');
    await keeper.stop();
  });
}

test('on probation: taken back when the page refuses it, a part is ill, or the answers differ', async () => {
  const bad: (() => void)[] = [
    () => {
      page = {
        model: MASK_VERSION,
        refused: { model: BETTER, why: 'it can not be run here' },
        trial: null,
      };
    },
    () => {
      ill = ['kiosk'];
      clock.turn(6 * MINUTE);
    },
    () => {
      page = counted(GOOD, { frames: 300, differed: 30 });
    },
  ];
  for (const happens of bad) {
    written = null;
    ill = [];
    page = null;
    const keeper = await inUse();
    happens();
    await keeper.look();
    assert.deepEqual(pages(keeper), [null, null]);
    assert.equal(keeper.version, MASK_VERSION);
    assert.equal(audit.at(-1)!.action, 'model.back');
    await keeper.stop();
  }
});

test('a build that passed here before is judged again after a minute, with nobody there; a new or a damaged one at once', async () => {
  let asked = 0;
  const counting = async (folder: string | null) => {
    asked += 1;
    return gate(folder);
  };
  await (await started({ now: true, gate: counting })).stop();
  assert.equal(asked, 1, 'a first start');
  const next = await started({ now: true, gate: counting });
  idle = false;
  clock.turn(MINUTE);
  await next.look();
  assert.equal(asked, 1, 'somebody is there');
  idle = true;
  await next.look();
  assert.equal(asked, 2);
  await next.stop();

  const busy = await started({ now: true, gate: counting });
  idle = false;
  clock.turn(10 * MINUTE);
  await busy.look();
  assert.equal(asked, 3, 'somebody is there all the time');
  await busy.stop();

  const spoilt = await started({ now: true, gate: counting, build: putModel('spoilt', USELESS.flat!(good)) });
  assert.equal(asked, 4);
  assert.equal(spoilt.current.use, GOOD, 'the copy of the build before');
  await spoilt.stop();
});

test('a model that is brought as the first start begins is tried, and its trial stays', async () => {
  bring(better);
  const keeper = await started({ now: true });
  for (let n = 0; n < 3; n++) {
    assert.deepEqual(pages(keeper), [null, BETTER]);
    clock.turn(MINUTE);
    await keeper.look();
  }
  await keeper.stop();
});

test('a server that does not stay up with it takes it back at the third start', async () => {
  await (await inUse()).stop();
  for (const expected of [BETTER, BETTER, null]) {
    const next = await started();
    assert.equal(next.current.use, expected);
    await next.stop();
  }
});

test('a power cut at any write: the model in use is whole, and the next start goes on', async () => {
  // Every state that was ever written, with the folder as it was then or later.
  const states: string[] = [];
  const keeper = await started();
  const note = () => written !== null && states.push(written);
  note();
  bring(better);
  await keeper.look();
  note();
  page = counted(BETTER);
  await keeper.look();
  clock.turn(MINUTE);
  await keeper.look();
  note();
  await keeper.stop();
  for (const state of states) {
    written = state;
    page = null;
    const next = await started();
    const { use } = next.current;
    assert.ok(use === null || new ModelLibrary(join(data, 'models')).whole(use));
    assert.ok(next.version !== null);
    await next.stop();
  }
});

test('files here that were damaged are not used, and the build that misses the gate gives way to the last good one', async () => {
  await (await inUse()).stop();
  writeFileSync(join(data, 'models', BETTER, 'mask.bin'), 'damaged');
  const next = await started();
  assert.deepEqual(next.current.use, null);
  assert.match(next.story.last, /^mask-better is refused: its files here are damaged\.$/);
  await next.stop();

  const flat = putModel('spoilt', USELESS.flat!(good));
  const later = await started({ gate, build: flat });
  assert.equal(later.current.use, GOOD, 'the copy of the build before');
  assert.match(later.story.fault!, /is refused/);
  assert.equal(later.version, MASK_VERSION);
  await later.stop();
});

test('wanted by a signed document: fetched, asked for again later when the network is away, and told of', async () => {
  const wanted = { version: 'mask-better', sha256: BETTER, bytes: better.length };
  const keeper = await started();
  fetched = async () => {
    throw new Error('the network is away');
  };
  keeper.want(wanted, 'fleet:7');
  await keeper.look();
  assert.deepEqual(keeper.said(wanted), { available: false, says: 'the network is away' });
  fetched = async () => better;
  await keeper.look();
  assert.equal(keeper.current.trial, null, 'not before the pause is over');
  clock.turn(5000);
  await keeper.look();
  assert.equal(keeper.current.trial, BETTER);
  assert.equal(audit.at(-1)!.actor, 'fleet:7');
  await keeper.stop();
});
