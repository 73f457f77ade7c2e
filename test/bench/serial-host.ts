import { DEFAULT_SETTINGS } from '../../edge-server/contract/index.ts';
import { openThermometer } from '../../edge-server/thermometer/open.ts';

/**
 * The server's side of the serial bench, in a process of its own so that its CPU time is the driver's alone
 * and so that it can be killed. Obeys the parent's messages and tells it every reading as it arrives.
 */
export type HostRequest = { pulse: number } | { cpu: true } | { quit: true };
export type HostReport =
  | { state: string; at: number }
  | { seq: number; object: number | null; at: number }
  | { outcome: string; at: number }
  | { cpuMs: number; handles: number; counters: Record<string, number>; at: number };

const report = (message: HostReport) => process.send!(message);
/** The machine's monotonic clock, which both processes share; `performance.timeOrigin` is the wall clock's. */
const now = () => Number(process.hrtime.bigint()) / 1e6;

const thermometer = openThermometer({
  mode: process.argv[2]!,
  settings: () => DEFAULT_SETTINGS,
  log: { info: () => {}, warn: () => {} },
});
const telling = process.argv[3] !== 'quiet';
thermometer.onState(({ state }) => report({ state, at: now() }));
thermometer.onReading(({ reading }) => {
  if (telling) report({ seq: reading.seq, object: reading.object_c, at: now() });
});
await thermometer.start();

process.on('message', (request: HostRequest) => void obey(request));
process.on('disconnect', () => process.exit());

async function obey(request: HostRequest): Promise<void> {
  if ('pulse' in request) report({ outcome: await thermometer.pulseDoor(request.pulse), at: now() });
  if ('cpu' in request) {
    const { user, system } = process.cpuUsage();
    const handles = process.getActiveResourcesInfo().length;
    const { counters } = thermometer.status();
    report({ cpuMs: (user + system) / 1000, handles, counters: { ...counters }, at: now() });
  }
  if ('quit' in request) {
    await thermometer.stop();
    process.exit();
  }
}
