/**
 * Every fault of the list against a whole visit: a visitor with 36.6 °C is measured and leaves, something breaks,
 * and a visitor with 38.8 °C steps up. Whatever comes out, it is never a normal temperature: that could only be the
 * one before's, or nobody's.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, type ThermometerState } from '../../edge-server/contract/index.ts';
import { correctionOf, NOT_CALIBRATED } from '../../edge-server/screening/correction.ts';
import { limits } from '../../edge-server/screening/fever-rule.ts';
import { measure } from '../../edge-server/screening/measure.ts';
import { Outage } from '../../edge-server/screening/outage.ts';
import type { Measurement } from '../../edge-server/screening/policy.ts';
import { ReadingBuffer } from '../../edge-server/screening/reading-buffer.ts';
import type { SensorFault } from '../../firmware/simulator/faults.ts';
import type { InfraredChip } from '../../firmware/simulator/infrared.ts';
import { GAP } from '../../firmware/simulator/people.ts';
import { Scene } from '../../firmware/simulator/scene.ts';
import { CHIPS, Rig } from './rig.ts';

const STEP_MS = 10;
/** Skin of a body of 36.6 °C, and of one with a fever, °C. */
const NORMAL = 36.6 - GAP.mean;
const FEVER = 38.8 - GAP.mean;

class Entrance {
  readonly rig: Rig;
  readonly buffer: ReadingBuffer;
  readonly outage: Outage;

  constructor(seed: number, chip: InfraredChip) {
    this.rig = new Rig({ scene: new Scene(seed), chip });
    this.scene.person = { body: 36.6, skin: NORMAL, distance: 100 };
    this.buffer = new ReadingBuffer(this.rig.clock);
    this.buffer.attach(this.rig.driver);
    this.outage = new Outage({
      thermometer: this.rig.driver,
      clock: this.rig.clock,
      settings: () => DEFAULT_SETTINGS,
    });
    this.outage.attach();
  }

  get scene() {
    return this.rig.cable.board!.scene;
  }

  /** A visit from its opening to its measurement; `midway` runs 300 ms after the opening. */
  async visit(midway: () => void = () => {}): Promise<Measurement> {
    const settings = DEFAULT_SETTINGS;
    let result: Measurement | null = null;
    const measuring = measure({
      buffer: this.buffer,
      outage: this.outage,
      clock: this.rig.clock,
      settings,
      context: () => ({
        correction: correctionOf(settings, { ...NOT_CALIBRATED, gap: GAP.mean }),
        uncertainty_c: 0.8,
        limits: limits([], settings),
        thermometer: 'serial',
        accurateAmbient: this.rig.status.sensor.accurateAmbient,
      }),
      openedAt: this.rig.now,
      signal: new AbortController().signal,
    }).then((measurement) => {
      result = measurement;
    });
    await this.rig.run(300);
    midway();
    for (let i = 0; i < 600 && result === null; i++) await this.rig.run(STEP_MS);
    await measuring;
    return result!;
  }
}

const sensor = (fault: SensorFault) => (entrance: Entrance) => {
  entrance.rig.cable.board!.faults.sensor = fault;
};

/** How a sensor breaks, and the driver's state when the visit is over. */
const SENSOR_FAULTS: Record<string, [ThermometerState, (entrance: Entrance) => void]> = {
  NACK: ['faulty', sensor('nack')],
  'wrong PEC': ['faulty', sensor('pec')],
  'error flag': ['faulty', sensor('flag')],
  '0xFFFF': ['faulty', sensor('ffff')],
  '0xFFFF with its PEC': ['faulty', sensor('ffff_pec')],
  'beyond the range': ['faulty', sensor('beyond_range')],
  'bus held by the sensor': ['live', sensor('bus_stuck')],
  'bus shorted': ['faulty', sensor('bus_short')],
  'stuck value': ['live', sensor('stuck_value')],
  'drifting value': [
    'live',
    ({ scene }) => {
      scene.drift = -2;
    },
  ],
  'heavy noise': [
    'live',
    ({ scene }) => {
      scene.noise = 1.5;
    },
  ],
};

/** How board and cable break, whichever chip is fitted. */
const BOARD_FAULTS: typeof SENSOR_FAULTS = {
  'firmware hang': ['live', ({ rig }) => rig.cable.board!.hang()],
  // Stale after 2 s, and opened anew after 3 s more, which a dead board does not answer.
  'dead clock': [
    'connecting',
    ({ rig }) => {
      rig.cable.board!.faults.frozen = true;
    },
  ],
  unplug: ['absent', ({ rig }) => rig.cable.unplug()],
  replug: [
    'live',
    ({ rig }) => {
      const board = rig.cable.board!;
      rig.cable.unplug();
      rig.cable.plug(board);
    },
  ],
  'board swap': [
    'live',
    ({ rig, scene }) => {
      const other = rig.board({ scene });
      rig.cable.unplug();
      rig.cable.plug(other);
    },
  ],
  'corrupted bytes': [
    'live',
    ({ rig }) => {
      rig.cable.board!.faults.line = { corrupt: 0.01, lose: 0 };
    },
  ],
  'lost bytes': [
    'live',
    ({ rig }) => {
      rig.cable.board!.faults.line = { corrupt: 0, lose: 0.01 };
    },
  ],
  'reset on open': ['live', ({ rig }) => rig.cable.opened()],
};

for (const chip of CHIPS) {
  const faults = { ...SENSOR_FAULTS, ...(chip === CHIPS[0] && BOARD_FAULTS) };
  for (const [name, [state, breakIt]] of Object.entries(faults)) {
    for (const midway of [false, true]) {
      // A chip without a flag has one fault less.
      if (name === 'error flag' && chip.flag === null) continue;
      test(`${chip.name}, ${name}, ${midway ? 'in mid visit' : 'before the visit'}: ${state}, and no normal temperature`, async () => {
        // Noise is a matter of chance: more chances.
        for (const seed of name === 'heavy noise' ? [1, 2, 3, 4] : [1]) {
          const entrance = new Entrance(seed, chip);
          const { rig } = entrance;
          await rig.live();
          entrance.scene.setVisitor(true);
          const first = await entrance.visit();
          assert.ok(
            first.kind === 'estimate' && first.estimate.estimate_c < 37.5,
            'the one before is normal',
          );
          // A stuck value sticks at the temperature of the visitor before.
          if (name === 'stuck value' && !midway) breakIt(entrance);
          await entrance.rig.run(300);
          entrance.scene.setVisitor(false);
          await entrance.rig.run(2000);
          entrance.scene.skin = FEVER;
          entrance.scene.setVisitor(true);
          if (!midway) breakIt(entrance);
          const measurement = await entrance.visit(midway ? () => breakIt(entrance) : undefined);
          const said = JSON.stringify(measurement);
          assert.ok(measurement.kind !== 'estimate' || measurement.estimate.estimate_c >= 37.5, said);
          // What no visitor can mend is nobody's fault but the kiosk's.
          if (state !== 'live') assert.equal(measurement.kind, 'broken', said);
          await entrance.rig.run(2500);
          for (let ms = 0; ms < 3000 && rig.status.state !== state; ms += 100) await entrance.rig.run(100);
          assert.equal(rig.status.state, state, rig.status.detail);
          await rig.driver.stop();
        }
      });
    }
  }

  test(`${chip.name}: without any fault both visitors get their own temperature`, async () => {
    const entrance = new Entrance(4, chip);
    await entrance.rig.live();
    for (const skin of [NORMAL, FEVER]) {
      entrance.scene.skin = skin;
      entrance.scene.setVisitor(true);
      const measurement = await entrance.visit();
      const { seen } = entrance.scene;
      assert.ok(
        measurement.kind === 'estimate' && Math.abs(measurement.estimate.estimate_c - GAP.mean - seen) < 0.2,
      );
      entrance.scene.setVisitor(false);
      await entrance.rig.run(2000);
    }
    await entrance.rig.driver.stop();
  });
}
