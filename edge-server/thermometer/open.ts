import { systemClock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Settings } from '../contract/index.ts';
import { type DriverOptions, SerialThermometer } from './driver.ts';
import { boardFinder, findPath } from './finder.ts';
import { HttpThermometer } from './http.ts';
import { systemPort } from './port.ts';
import type { Thermometer } from './thermometer.ts';

export interface OpenOptions {
  /** `simulated`, `http` (posted readings), `auto` (find a board, never fall back to the simulator) or the path of a serial port. */
  mode: string;
  /** Folder of the device files that `auto` looks through. */
  dev?: string;
  settings: () => Settings;
  log: Pick<Log, 'info' | 'warn'>;
}

/** The thermometer that `KF99_THERMOMETER` names; nothing is opened before `start()`. */
export function openThermometer({ mode, dev = '/dev', settings, log }: OpenOptions): Thermometer {
  const common = { settings, clock: systemClock };
  if (mode === 'http') return new HttpThermometer(common);
  return new SerialThermometer({
    ...common,
    log,
    ...(mode === 'simulated' ? simulatedLine() : systemLine(mode, dev)),
  });
}

type Line = Pick<DriverOptions, 'simulated' | 'find' | 'openPort' | 'simulateVisitor'>;

function systemLine(mode: string, dev: string): Line {
  return {
    simulated: false,
    find: mode === 'auto' ? boardFinder({ dev, sys: '/sys' }) : () => findPath(mode),
    openPort: systemPort,
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
