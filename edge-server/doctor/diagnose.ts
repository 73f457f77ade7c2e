import { systemClock } from '../clock/clock.ts';
import { LateError, within } from '../clock/wait.ts';
import { bucket } from './checks/bucket.ts';
import { camera, threads } from './checks/camera.ts';
import { certificate } from './checks/certificate.ts';
import { clock } from './checks/clock.ts';
import { cloud } from './checks/cloud.ts';
import { folder, store } from './checks/data.ts';
import { disk, hardware } from './checks/disk.ts';
import { dropFolder } from './checks/drop-folder.ts';
import { type Checks, type Finding, fail, type Patient, warn } from './checks/finding.ts';
import { model } from './checks/model.ts';
import { broker } from './checks/mqtt.ts';
import { report } from './checks/report.ts';
import { serial } from './checks/serial.ts';
import { server } from './checks/server.ts';
import { thermometer } from './checks/thermometer.ts';
import { ways } from './checks/ways.ts';

const CHECKS: Checks = {
  server,
  data: folder,
  store,
  disk,
  hardware,
  clock,
  thermometer,
  serial,
  camera,
  threads,
  model,
  cloud,
  bucket,
  mqtt: broker,
  drop_folder: dropFolder,
  told: ways,
  report,
  tls: certificate,
};
/** ms that a check may take; each has shorter limits of its own. */
const LONGEST_MS = 45_000;

/** What a site needs, in the order in which it is read. */
export async function diagnose(patient: Patient): Promise<Finding[]> {
  return [...(await runChecks(CHECKS, patient)), ...alarms(patient)];
}

/** Runs checks side by side; one that breaks or hangs is a finding, and ends no other. */
export async function runChecks(checks: Checks, patient: Patient): Promise<Finding[]> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        return await within(systemClock, LONGEST_MS, async () => check(patient));
      } catch (error) {
        if (error instanceof LateError) {
          return [warn(name, 'The check took too long.', 'Run it again when the machine is less busy.')];
        }
        return [
          fail(name, `The check broke: ${(error as Error).message}`, 'Mend what it says; else report it.'),
        ];
      }
    }),
  );
  return found.flat();
}

/** Alarms that no check above tells of. */
function alarms({ health }: Patient): Finding[] {
  const { active = 0, codes = [] } = health?.parts.alarms ?? {};
  if (active === 0) return [];
  return [warn('alarms', `${active} open: ${codes.join(', ')}.`, 'docs/alarms.md says for each what to do.')];
}
