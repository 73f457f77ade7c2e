import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { openThermometer } from '../../../edge-server/thermometer/open.ts';
import { runInRealTime } from '../../../firmware/simulator/pace.ts';
import { exposeOnPty, type Pty } from '../../../firmware/simulator/pty.ts';
import { makeBoard } from '../../../firmware/simulator/simulator.ts';
import { UsbCable } from '../../../firmware/simulator/usb.ts';
import { until } from '../../until.ts';

test('on a real pseudo-terminal: live, door pulse, and live again after each replug', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-pty-'));
  const path = join(folder, 'board');
  const cable = new UsbCable(makeBoard());
  const stopTime = runInRealTime(() => cable.board);
  const thermometer = openThermometer({
    mode: path,
    settings: () => DEFAULT_SETTINGS,
    log: { info: () => {}, warn: () => {} },
  });
  let pty: Pty | null = null;
  const state = () => thermometer.status().state;
  await thermometer.start();
  try {
    let handles = 0;
    for (let round = 0; round < 3; round++) {
      pty = await exposeOnPty(cable, path);
      await until(() => state() === 'live');
      assert.equal(thermometer.status().simulated, false);
      // On a busy machine the simulated board may answer too late, and then refuses while its relay is still on. The
      // driver never repeats such a pulse; here nobody stands at the door.
      let outcome = await thermometer.pulseDoor(20);
      for (let tries = 1; outcome !== 'acknowledged' && tries < 10; tries++) {
        await sleep(300);
        outcome = await thermometer.pulseDoor(20);
      }
      assert.equal(outcome, 'acknowledged');
      await pty.unplug();
      await until(() => state() === 'absent');
      assert.equal(existsSync(path), false);
      // The first round loads the binding and opens what lives on.
      const open = readdirSync('/proc/self/fd').length;
      if (round === 0) handles = open;
      assert.ok(open <= handles, `${open} handles, ${handles} after the first round`);
    }
    assert.equal(thermometer.status().counters.connects, 3);
    assert.equal(thermometer.status().counters.gaps, 0);
  } finally {
    await pty?.unplug();
    await thermometer.stop();
    stopTime();
    rmSync(folder, { recursive: true });
  }
});
