/**
 * What a change by staff stops the server's thread for: 200 changes of a setting while this many clients store
 * visits. Runs under strace, which makes each sync longer (changes.ts); the only line is JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { systemClock } from '../../edge-server/clock/clock.ts';
import { DEFAULT_SETTINGS, rowOf, Verdict } from '../../edge-server/contract/index.ts';
import { SiteSettings } from '../../edge-server/settings/site-settings.ts';
import { openStore } from '../../edge-server/store/store.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';

const CHANGES = 200;
const clients = Number(process.argv[2]);
const data = mkdtempSync(join(tmpdir(), 'kf99-changes-'));
const store = openStore(join(data, 'kf99.sqlite'));
const log = { warn: () => undefined };
const settings = new SiteSettings({
  database: store.database,
  base: DEFAULT_SETTINGS,
  clock: systemClock,
  log,
});
const stamp = { boot: 'bench', offsetMs: 0, quality: 'synchronised' as const };
const verdict = Verdict.parse({
  ...{
    id: uuidv7(),
    verdict: 'deny',
    ispass: false,
    reasons: ['no_mask'],
    visited: new Date().toISOString(),
  },
  ...{ cause: null, temperature: null, retry_ms: null, call_staff: false, simulated: true },
});

let stopped = false;
let visits = 0;
const load = Array.from({ length: clients }, async () => {
  while (!stopped) {
    const id = uuidv7();
    const facts = { kioskId: 'bench', serverMs: 1, clock: stamp.quality, software: 'bench', attemptOf: null };
    const seen = evidence({ id, mask: 'no_mask' });
    const row = rowOf({ evidence: seen, verdict: { ...verdict, id }, model: seen.model, ...facts });
    await store.saveVisit({ row, bodyHash: '', answer: '{}', stamp });
    visits += 1;
  }
});
const blocked: number[] = [];
const answered: number[] = [];
for (let i = 0; i < CHANGES; i++) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  const started = performance.now();
  settings.change({ id: 'user:bench' }, { siteName: `${i}` });
  blocked.push(performance.now() - started);
  await store.settle();
  answered.push(performance.now() - started);
}
stopped = true;
await Promise.all(load);
await store.close();
rmSync(data, { recursive: true, force: true });
console.log(JSON.stringify({ visits, blocked, answered }));
