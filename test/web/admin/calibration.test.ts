import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  Calibration,
  CalibrationRequest,
  CalibrationState,
} from '../../../edge-server/contract/calibration.ts';
import { signed } from '../../../web/admin/format/celsius.ts';
import { CalibrationDialog, parseCelsius } from '../../../web/admin/state/calibration.ts';
import { ApiError } from '../../../web/shared/call.ts';

const STEADY: CalibrationState = {
  offset_c: 0.2,
  gap_c: 2.45,
  people: 0,
  uncertainty_c: 1.26,
  due: false,
  thermometer: 'serial',
  simulated: false,
  window: {
    steady: true,
    readings: 20,
    spread_c: 0.1,
    ambient_c: 23,
    distance_mm: 150,
    measured_c: { blackbody: 36.4, clinical: 36.1 },
  },
  history: [],
};

/** A dialog with a server that answers as told, and a clock that ticks by hand. */
function start() {
  let tick: () => void = () => assert.fail('it does not look');
  let looking = 0;
  const server = {
    state: STEADY as CalibrationState | ApiError,
    refuse: null as ApiError | null,
    asked: [] as CalibrationRequest[],
  };
  const dialog = new CalibrationDialog(
    {
      calibrations: async () => {
        if (server.state instanceof ApiError) throw server.state;
        return server.state;
      },
      calibrate: async (request) => {
        server.asked.push(request);
        if (server.refuse) throw server.refuse;
        return { ...request, id: 1, offset_before: 0.2, offset_after: 0.6 } as unknown as Calibration;
      },
    },
    (_ms, run) => {
      tick = run;
      looking += 1;
      return () => {
        looking -= 1;
      };
    },
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const look = () => {
    tick();
    return turn();
  };
  return { dialog, server, look, turn, looking: () => looking };
}

test('choose, measure, save, done; it looks while it is open only', async () => {
  const { dialog, server, turn, looking } = start();
  dialog.open();
  await turn();
  assert.equal(looking(), 1);
  dialog.reference.value = 'clinical';
  dialog.next();
  assert.equal(dialog.measured_c.value, 36.1, 'a person is compared with the corrected value');
  dialog.value.value = '36,7';
  await dialog.save();
  assert.deepEqual(server.asked, [{ reference: 'clinical', reference_c: 36.7 }]);
  assert.deepEqual([dialog.step.value, dialog.made.value?.offset_after], ['done', 0.6]);
  dialog.close();
  assert.deepEqual([dialog.step.value, looking()], ['closed', 0]);
});

test('a refusal goes back to measuring with its reason, and the next try clears it', async () => {
  const { dialog, server, look } = start();
  dialog.open();
  dialog.next();
  dialog.value.value = '36.5';
  server.refuse = new ApiError('not_steady', '');
  await dialog.save();
  assert.deepEqual([dialog.step.value, dialog.error.value], ['measure', 'not_steady']);
  await look();
  assert.equal(dialog.error.value, 'not_steady', 'a look does not wipe it away');
  server.refuse = null;
  await dialog.save();
  assert.deepEqual([dialog.step.value, dialog.error.value], ['done', null]);
});

test('nothing is saved without a usable value, and a server that is away is said', async () => {
  const { dialog, server, look } = start();
  dialog.open();
  dialog.next();
  dialog.value.value = '365';
  await dialog.save();
  assert.deepEqual([dialog.step.value, server.asked.length], ['measure', 0]);
  server.state = new ApiError('unreachable', '');
  await look();
  assert.deepEqual([dialog.measured_c.value, dialog.error.value], [null, 'unreachable']);
  server.state = STEADY;
  await look();
  assert.deepEqual([dialog.measured_c.value, dialog.error.value], [36.4, null]);
});

test('temperatures are read as people write them, offsets shown with their sign', () => {
  assert.deepEqual(['36.5', ' 36,55 ', '37', '29.9', '43.1', '36.555', 'x', ''].map(parseCelsius), [
    36.5,
    36.55,
    37,
    null,
    null,
    null,
    null,
    null,
  ]);
  assert.deepEqual([0, -0.004, 0.6, -1.25].map(signed), ['+0.00', '+0.00', '+0.60', '−1.25']);
});
