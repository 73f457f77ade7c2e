/**
 * `npm run bench:duty [-- --times N]`: from a visitor's touch (the kiosk's request to the server), an alarm that opens, and a
 * reading that a rule is about, to each that is told: a page of staff that rings, a push service whose message a phone can
 * decrypt, a mail server, a webhook. All on this machine, in one process but for the browser, over real sockets. The last
 * line is JSON; exit 1 on a missed budget.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ADMIN, DutyRig, REACHED, type Reached } from './duty/rig.ts';
import { percentile } from './edge-host.ts';
import { bench, type Figure } from './figures.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '60' } } });
const times = Number(values.times);
/** ms from the touch. */
const BUDGET_MS = 1000;

const folder = mkdtempSync(join(tmpdir(), 'kf99-bench-'));
const passwordFile = join(folder, 'password');
writeFileSync(passwordFile, ADMIN.password);
const rig = await DutyRig.start(passwordFile);
const { alarms, rules } = rig.edge.edge.notifier;

/** Everything that is open now is acknowledged, so that the next one rings anew. */
function acknowledgeAll(): void {
  for (const { id } of alarms.active()) alarms.acknowledge(id, 'user:bench');
}

async function measured(
  name: string,
  happen: () => unknown,
  over: () => unknown = () => undefined,
): Promise<Record<string, Figure>> {
  const seen: Record<Reached, number[]> = { page: [], push: [], email: [], webhook: [] };
  for (let n = 0; n < times; n++) {
    acknowledgeAll();
    rig.turn();
    const ms = await rig.measure(happen, async () => {
      await over();
      acknowledgeAll();
    });
    for (const way of REACHED) seen[way].push(ms[way]);
  }
  const figures = REACHED.map((way) => {
    const sorted = seen[way].sort((a, b) => a - b);
    console.log(`${name} → ${way}: median ${Math.round(percentile(sorted, 0.5))} ms, n ${sorted.length}`);
    const figure: Figure = { value: percentile(sorted, 0.95), budget: ['<=', BUDGET_MS] };
    return [`${name} → ${way}, p95 ms`, figure] as const;
  });
  return Object.fromEntries(figures);
}

const address = rig.edge.edge.url;
const { cookie = '' } = rig.edge.as('kiosk');

try {
  await bench(
    'duty',
    {
      call: () =>
        measured('call', () => {
          // Its answer comes once somebody is told, which is what is measured.
          void fetch(`${address}api/kiosk/call`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', cookie },
            body: JSON.stringify({ screen: 'deny', language: 'en', visit: null }),
          });
        }),
      alarm: () =>
        measured(
          'alarm',
          () => alarms.raise('disk_low', 'of the bench'),
          () => alarms.clear('disk_low'),
        ),
      rule: () =>
        measured(
          'rule',
          () => rig.edge.thermometer.send(70),
          async () => {
            rig.edge.thermometer.send(20);
            await rules.settled();
          },
        ),
    },
    undefined,
    { times },
  );
} finally {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
}
