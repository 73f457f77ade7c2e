/**
 * `npm run bench:skin [-- visitors]`: what the thermometer makes of people at an entrance. Simulated visitors of
 * winter, spring and summer (firmware/simulator/people.ts has where their figures are from), one in twenty with a fever,
 * stand before the real firmware on a simulated board; the real driver, calibrator and policy judge them, all in virtual
 * time. The sensor shows 0.3 °C too much. Printed for each way of calibrating: how many visitors get a valid
 * temperature, how many without a fever are refused for fever or for cold, how many fevers are found, and how far the
 * estimates are from the bodies. A second table has other sensors' views. The last line is JSON.
 */
import { cpus, loadavg } from 'node:os';
import type { Calibration, ReferenceKind, Settings } from '../../edge-server/contract/index.ts';
import { DEFAULT_SETTINGS } from '../../edge-server/contract/index.ts';
import { CalibrationError, Calibrator } from '../../edge-server/screening/calibrator.ts';
import { measure } from '../../edge-server/screening/measure.ts';
import { Outage } from '../../edge-server/screening/outage.ts';
import { judge, type Measurement } from '../../edge-server/screening/policy.ts';
import { ReadingBuffer } from '../../edge-server/screening/reading-buffer.ts';
import { Chance } from '../../firmware/simulator/chance.ts';
import { GAP, People, type Person, SEASONS, type Season, WEATHER } from '../../firmware/simulator/people.ts';
import { median } from '../../models/pipeline/median.ts';
import { Rig } from '../firmware/rig.ts';

const COUNT = Number(process.argv[2] ?? 500);
const BIAS_C = 0.3;
const BLACKBODY_C = 36;
const PEOPLE = 10;
const EACH_FEVER = 20;
const STEP_MS = 10;

type Way = 'blackbody' | 'people' | 'one person';
interface Trial {
  way: Way;
  rule: Settings['feverRule'];
  /** Of the people, from skin to body, °C. */
  gap: number;
  fieldOfView?: number;
}

/** One entrance in one season: its people, board, server parts and rows. */
class Entrance {
  readonly rig = new Rig();
  readonly people: People;
  readonly #buffer: ReadingBuffer;
  readonly #outage: Outage;
  readonly #rows: Calibration[] = [];
  readonly #estimates: number[] = [];
  readonly #settings: Settings;
  readonly calibrator: Calibrator;

  constructor(season: Season, { gap, rule, fieldOfView }: Trial) {
    this.people = new People(season, 7, gap);
    this.scene.bias = BIAS_C;
    this.scene.ambient = WEATHER[season].inside;
    if (fieldOfView !== undefined) this.scene.fieldOfView = fieldOfView;
    this.#settings = { ...DEFAULT_SETTINGS, feverRule: rule };
    this.#buffer = new ReadingBuffer(this.rig.clock);
    this.#buffer.attach(this.rig.driver);
    this.#outage = new Outage({
      thermometer: this.rig.driver,
      clock: this.rig.clock,
      settings: () => this.#settings,
    });
    this.#outage.attach();
    this.calibrator = new Calibrator({
      clock: this.rig.clock,
      settings: () => this.#settings,
      buffer: this.#buffer,
      thermometer: this.rig.driver,
      store: {
        calibrations: {
          add: (calibration) => {
            const row = { id: this.#rows.length + 1, ...calibration };
            this.#rows.unshift(row);
            return row;
          },
          list: () => this.#rows,
          blackbody: () => this.#rows.find(({ reference }) => reference === 'blackbody') ?? null,
        },
        recentEstimates: (_of, _id, limit) => this.#estimates.slice(-limit),
      },
    });
  }

  get scene() {
    return this.rig.cable.board!.scene;
  }

  async leave(): Promise<void> {
    this.scene.setVisitor(false);
    await this.rig.run(2000);
  }

  /** As the admin page guides; false when it was refused. */
  async calibrate(reference: ReferenceKind): Promise<boolean> {
    const blackbody = { body: BLACKBODY_C, skin: BLACKBODY_C, distance: 120 };
    this.scene.person = reference === 'blackbody' ? blackbody : this.people.settled();
    const { body } = this.scene.person;
    // A blackbody fills the whole view and reflects nothing: it is made to be seen as it is.
    for (let i = 0; reference === 'blackbody' && i < 8; i++) {
      this.scene.skin = this.scene.person.skin + BLACKBODY_C + BIAS_C - this.scene.seen;
    }
    this.scene.setVisitor(true);
    await this.rig.run(8000);
    try {
      this.calibrator.calibrate({ reference, reference_c: Math.round(body * 10) / 10 }, 'bench');
      return true;
    } catch (error) {
      if (error instanceof CalibrationError) return false;
      throw error;
    } finally {
      await this.leave();
    }
  }

  /** One visitor with a mask, asked until there is no more asking. */
  async visit(person: Person) {
    const { rig } = this;
    this.scene.person = person;
    this.scene.setVisitor(true);
    let measurement: Measurement | null = null;
    const measuring = measure({
      buffer: this.#buffer,
      outage: this.#outage,
      clock: rig.clock,
      settings: this.#settings,
      context: () => this.calibrator.context(),
      openedAt: rig.now,
      signal: new AbortController().signal,
    }).then((result) => {
      measurement = result;
    });
    for (let i = 0; i < 1000 && measurement === null; i++) await rig.run(STEP_MS);
    await measuring;
    await this.leave();
    const seen = measurement! as Measurement;
    if (seen.kind === 'estimate') this.#estimates.push(seen.estimate.estimate_c);
    const { calibrated } = this.calibrator;
    const verdict = judge({
      ...{ mask: 'mask', cause: null, measurement: seen, settings: this.#settings },
      ...{ calibrated, overdue: () => true },
    });
    return { measurement: seen, verdict };
  }
}

async function run(season: Season, trial: Trial) {
  const entrance = new Entrance(season, trial);
  await entrance.rig.live();
  await entrance.rig.run(12_000);
  let refused = 0;
  if (!(await entrance.calibrate('blackbody'))) refused++;
  const others = trial.way === 'people' ? PEOPLE : trial.way === 'one person' ? 1 : 0;
  for (let i = 0; i < others; i++) if (!(await entrance.calibrate('clinical'))) refused++;
  const chance = new Chance(11);
  const errors: number[] = [];
  const counts = { valid: 0, well: 0, fever: 0, cold: 0, other: 0, ill: 0, found: 0 };
  let within = 0;
  for (let i = 0; i < COUNT; i++) {
    const ill = i % EACH_FEVER === EACH_FEVER / 2;
    const person = entrance.people.next(ill ? chance.between(1.5, 3) : 0);
    const { measurement, verdict } = await entrance.visit(person);
    const [reason] = verdict.verdict === 'pass' ? [] : verdict.reasons;
    counts[ill ? 'ill' : 'well']++;
    if (measurement.kind === 'estimate') {
      counts.valid++;
      const error = measurement.estimate.estimate_c - person.body;
      errors.push(error);
      if (Math.abs(error) <= measurement.estimate.uncertainty_c) within++;
    }
    if (ill) counts.found += reason === 'fever' ? 1 : 0;
    else if (reason === 'fever') counts.fever++;
    else if (measurement.kind === 'fault' && measurement.fault === 'too_cold') counts.cold++;
    else if (reason !== undefined) counts.other++;
  }
  await entrance.rig.driver.stop();
  const percent = (part: number, of: number) => Math.round((1000 * part) / of) / 10;
  const celsius = (value: number) => Math.round(value * 100) / 100;
  const { correction, uncertainty_c } = entrance.calibrator.context();
  return {
    season,
    ...trial,
    calibrations_refused: refused,
    gap_used: correction.gap,
    valid_percent: percent(counts.valid, COUNT),
    refused_fever_percent: percent(counts.fever, counts.well),
    refused_cold_percent: percent(counts.cold, counts.well),
    refused_other_percent: percent(counts.other, counts.well),
    fevers: counts.ill,
    found: counts.found,
    median_error_c: errors.length > 0 ? celsius(median(errors)) : null,
    median_absolute_c: errors.length > 0 ? celsius(median(errors.map(Math.abs))) : null,
    worst_error_c: errors.reduce((worst, error) => (Math.abs(error) > Math.abs(worst) ? error : worst), 0),
    uncertainty_c,
    within_uncertainty_percent: errors.length > 0 ? percent(within, errors.length) : null,
  };
}

const TRIALS: Trial[] = [
  { way: 'people', rule: 'fixed', gap: GAP.mean },
  { way: 'people', rule: 'recent', gap: GAP.mean },
  { way: 'blackbody', rule: 'fixed', gap: GAP.mean },
  { way: 'one person', rule: 'fixed', gap: GAP.mean },
  { way: 'people', rule: 'recent', gap: GAP.most },
  { way: 'blackbody', rule: 'fixed', gap: GAP.least },
];
/** Other sensors' views, degrees. */
const VIEWS: Trial[] = [5, 26.5, 35, 90].map((fieldOfView) => ({
  ...{ way: 'people', rule: 'fixed', gap: GAP.mean, fieldOfView },
}));

console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}; ${COUNT} visitors a line`,
);
const results = [];
for (const trial of [...TRIALS, ...VIEWS]) {
  for (const season of trial.fieldOfView === undefined ? SEASONS : (['between'] as const)) {
    const result = await run(season, trial);
    results.push(result);
    console.log(
      Object.entries(result)
        .map(([key, value]) => `${key} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`)
        .join('  '),
    );
  }
}
console.log(JSON.stringify({ bench: 'skin', visitors: COUNT, results }));
