import { systemClock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Settings } from '../contract/index.ts';
import { type DriverOptions, SerialThermometer } from './driver.ts';
import { findPath, portWatch } from './finder.ts';
import { systemPort } from './port.ts';
import { PostedThermometer } from './posted.ts';
import { describeShared } from './shared-stick.ts';
import type { Thermometer } from './thermometer.ts';

export interface OpenOptions {
  /** `simulated`, `http` or `mqtt` (posted readings), `auto` (find a board, never fall back to the simulator) or the path of a serial port. */
  mode: string;
  /** Folders of the device files, and of what the kernel says of them, that `auto` looks through. */
  dev?: string;
  sys?: string;
  settings: () => Settings;
  log: Pick<Log, 'info' | 'warn'>;
}

/** The thermometer that `KF99_THERMOMETER` names; nothing is opened before `start()`. */
export function openThermometer({
  mode,
  dev = '/dev',
  sys = '/sys',
  settings,
  log,
}: OpenOptions): Thermometer {
  const common = { settings, clock: systemClock };
  if (mode === 'http' || mode === 'mqtt') return new PostedThermometer({ ...common, way: mode });
  return new SerialThermometer({
    ...common,
    log,
    ...(mode === 'simulated' ? simulatedLine() : systemLine(mode, dev, sys)),
  });
}

type Line = Pick<DriverOptions, 'simulated' | 'find' | 'advice' | 'openPort' | 'simulateVisitor'>;

function systemLine(mode: string, dev: string, sys: string): Line {
  const line = { simulated: false, openPort: systemPort };
  if (mode !== 'auto') {
    return { ...line, find: () => findPath(mode), advice: () => `KF99_THERMOMETER names ${mode}.` };
  }
  const look = portWatch({ dev, sys });
  let advice = '';
  return {
    ...line,
    find: async () => {
      const { boards, shared } = await look();
      advice = describeShared(shared);
      return boards;
    },
    advice: () => advice,
  };
}

/** The simulator is loaded when it is first needed: the container image does not contain it. */
function simulatedLine(): Line {
  type Simulator = ReturnType<typeof import('../../firmware/simulator/simulator.ts').startSimulator>;
  let simulator: Simulator | undefined;
  let visitor = false;
  return {
    simulated: true,
    find: async () => {
      if (!simulator) {
        const { startSimulator } = await import('../../firmware/simulator/simulator.ts');
        simulator = startSimulator();
        simulator.simulateVisitor(visitor);
      }
      return simulator.find();
    },
    openPort: (path) => simulator!.openPort(path),
    simulateVisitor: (present) => {
      visitor = present;
      simulator?.simulateVisitor(present);
    },
  };
}
