/**
 * `npm run bench:serial [quick|full]`: the serial path against its budgets: real firmware on the simulated
 * board, a pseudo-terminal, and the driver in a process of its own. Prints a table and, last, one line of
 * JSON; exit code 1 when a budget is missed. `quick` has fewer rounds and a smaller fuzz, and says so.
 */
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fuzz } from '../edge-server/thermometer/fuzz.ts';
import { line } from '../edge-server/thermometer/mutate.ts';
import { BenchRig, now, percentile } from './serial-rig.ts';

const PRESETS = {
  quick: { readings: 50, idleMs: 5000, lines: 500, fuzz: 50_000, replugs: 5, pulses: 5 },
  full: { readings: 300, idleMs: 30_000, lines: 5000, fuzz: 1_000_000, replugs: 50, pulses: 20 },
};
const name = process.argv[2] === 'quick' ? 'quick' : 'full';
const preset = PRESETS[name];

interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Largest value that passes; null is for information. */
  budget: number | null;
}
const figures: Figure[] = [];
function figure(name: string, value: number, unit: string, budget: number | null): void {
  figures.push({ name, value: Math.round(value * 100) / 100, unit, budget });
}

const live = (rig: BenchRig) => rig.next((r) => ('state' in r && r.state === 'live' ? r.at : undefined));

/**
 * From the sensor being read, and from the change of what it sees, to the event in the server. The simulated time
 * runs in slices of 20 ms: what the board did in a slice is computed at its end, so a frame is up to that much
 * late, and what it sees must not be younger than its own time.
 */
async function latency(rig: BenchRig): Promise<void> {
  const { board } = rig.cable;
  const scene = board!.scene;
  const view = scene.view.bind(scene);
  let readAt = 0;
  let lookedAt = 0;
  let changedAt: number | null = null;
  let target = 0;
  let before = 0;
  let steppedAt = 0;
  const startedAt = now();
  let readings = 0;
  const fromRead: number[] = [];
  const fromChange: number[] = [];
  scene.view = (at) => {
    const real = now() - (board!.now - at);
    // The words of one reading follow each other at once; the look half-way between two stands alone.
    if (real - lookedAt > 50) readAt = real;
    lookedAt = real;
    const seen = view(at);
    return { ...seen, object: seen.object + (real >= steppedAt ? target : before) };
  };
  rig.onReport = (report) => {
    if (!('seq' in report)) return;
    readings++;
    if (readAt > 0) fromRead.push(report.at - readAt);
    readAt = 0;
    // The room has 24 °C, the step adds 10.
    if (changedAt !== null && (report.object ?? 0) > 30 === target > 0) {
      fromChange.push(report.at - changedAt);
      changedAt = null;
    }
  };
  while (fromRead.length < preset.readings) {
    await sleep(300 + Math.random() * 200);
    // One that was never seen counts as long as it had.
    if (changedAt !== null) fromChange.push(now() - changedAt);
    before = target;
    target = target === 0 ? 10 : 0;
    steppedAt = now();
    changedAt = steppedAt;
  }
  rig.onReport = () => {};
  scene.view = view;
  figure('sensor read to event, p50', percentile(fromRead, 0.5), 'ms', null);
  figure('sensor read to event, p95', percentile(fromRead, 0.95), 'ms', 150);
  // The board looks every 100 ms whether anything changed, so a change waits that long at the most.
  figure('change of 10 °C to event, p50', percentile(fromChange, 0.5), 'ms', null);
  figure('change of 10 °C to event, p95', percentile(fromChange, 0.95), 'ms', 150);
  const seconds = (now() - startedAt) / 1000;
  figure('readings a second meanwhile', readings / seconds, '', null);
}

async function doorPulses(rig: BenchRig): Promise<void> {
  const waits: number[] = [];
  let acknowledged = 0;
  for (let n = 0; n < preset.pulses; n++) {
    rig.relay.length = 0;
    const outcome = rig.next((r) => ('outcome' in r ? r : undefined));
    const asked = now();
    rig.ask({ pulse: 50 });
    if ((await outcome).outcome === 'acknowledged') acknowledged++;
    waits.push((rig.relay[0]?.at ?? Number.POSITIVE_INFINITY) - asked);
    await sleep(150 + Math.random() * 100);
  }
  figure('pulse asked to relay pin, worst', Math.max(...waits), 'ms', 100);
  figure('pulses without acknowledgement', preset.pulses - acknowledged, '', 0);
}

async function unplug(rig: BenchRig): Promise<void> {
  const absent = rig.next((r) => ('state' in r && r.state === 'absent' ? r.at : undefined));
  await rig.unplug();
  await absent;
}

async function replugs(rig: BenchRig): Promise<void> {
  const times: number[] = [];
  let handles = 0;
  for (let n = 0; n < preset.replugs; n++) {
    await unplug(rig);
    if (n === 1) handles = (await rig.cpu()).handles;
    await sleep(Math.random() * 500);
    const back = live(rig);
    // The port is there once this resolves; starting the bridge is not part of a replug.
    await rig.plug();
    const at = now();
    times.push((await back) - at);
  }
  await unplug(rig);
  figure('replug to live, p50', percentile(times, 0.5), 'ms', null);
  figure(`replug to live, worst of ${times.length}`, Math.max(...times), 'ms', 2000);
  figure('handles left over', (await rig.cpu()).handles - handles, '', 0);
}

/** The driver is killed in mid pulse; the firmware alone must end it. */
async function killedInMidPulse(rig: BenchRig): Promise<void> {
  rig.relay.length = 0;
  const outcome = rig.next((r) => ('outcome' in r ? r : undefined));
  rig.ask({ pulse: 5000 });
  await outcome;
  rig.host.kill('SIGKILL');
  while (rig.relay.length < 2 && now() - rig.relay[0]!.at < 10_000) await sleep(20);
  const [on, off] = rig.relay;
  figure('relay on after its server was killed', off ? off.at - on!.at : 10_000, 'ms', 5100);
}

async function idle(): Promise<void> {
  const rig = new BenchRig(true);
  const ready = live(rig);
  await rig.plug();
  await ready;
  await sleep(2000);
  const before = await rig.cpu();
  await sleep(preset.idleMs);
  const after = await rig.cpu();
  const share = ((after.cpuMs - before.cpuMs) / (after.at - before.at)) * 100;
  figure('driver and parser at 5 readings/s', share, '% of a core', 2);
  await rig.stop();
}

/** 250 lines a second for as many lines as the preset says. */
async function flood(): Promise<void> {
  const rig = new BenchRig(true);
  rig.freeze();
  rig.cable.resetOnOpen = false;
  const opened = rig.next((r) => ('state' in r && r.state === 'connecting' ? r.at : undefined));
  await rig.plug();
  await opened;
  const started = now();
  for (let seq = 0; seq < preset.lines; ) {
    const due = Math.min(preset.lines, Math.floor(((now() - started) / 1000) * 250));
    for (; seq < due; seq++) rig.cable.onData(Buffer.from(`${line(seq)}\r\n`));
    await sleep(4);
  }
  await sleep(500);
  const { counters } = await rig.cpu();
  figure('lines lost at 250 lines/s', preset.lines - counters.frames!, `of ${preset.lines}`, 0);
  figure('gaps at 250 lines/s', counters.gaps! + counters.crc_errors!, '', 0);
  await rig.stop();
}

const rig = new BenchRig();
try {
  const ready = live(rig);
  await rig.plug();
  await ready;
  await latency(rig);
  await doorPulses(rig);
  await replugs(rig);
  const back = live(rig);
  await rig.plug();
  await back;
  await killedInMidPulse(rig);
} finally {
  await rig.stop();
}
await idle();
await flood();
const fuzzed = await fuzz(preset.fuzz, 20_260_101);
figure(`wrong values of ${fuzzed.mutated} mutated frames`, fuzzed.wrong.length, '', 0);
figure('heap grown over the second half of the fuzz', fuzzed.heapGrowthMb, 'MB', 5);

const missed = figures.filter(({ value, budget }) => budget !== null && !(value <= budget));
const machine = `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`;
console.log(
  `machine ${machine}\nload ${loadavg()[0]?.toFixed(2)}\npreset ${name} ${JSON.stringify(preset)}\n`,
);
for (const { name, value, unit, budget } of figures) {
  const verdict =
    budget === null ? '' : value <= budget ? `ok (at most ${budget})` : `MISSED (at most ${budget})`;
  console.log(`${name.padEnd(64)} ${String(value).padStart(9)} ${unit.padEnd(12)} ${verdict}`);
}
console.log(
  JSON.stringify({
    bench: 'serial',
    preset: name,
    machine,
    load: loadavg()[0],
    figures,
    missed: missed.length,
  }),
);
process.exitCode = missed.length > 0 ? 1 : 0;
