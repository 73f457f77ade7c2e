import { readFileSync } from 'node:fs';
import { SerialPortStream } from '@serialport/stream';
import { SIMULATED_PATH, simulatedBinding } from './binding.ts';
import { Board, type BoardOptions } from './board.ts';
import { parseHex } from './hex.ts';
import { runInRealTime } from './pace.ts';
import { People } from './people.ts';
import { UsbCable } from './usb.ts';

export const HEX = new URL('../thermometer/thermometer.hex', import.meta.url);

/** A board with the committed firmware. */
export function makeBoard(options: Omit<BoardOptions, 'program'> = {}): Board {
  return new Board({ program: parseHex(readFileSync(HEX, 'latin1')), ...options });
}

/**
 * The simulated thermometer as the serial driver takes it: a finder, ports on an injected binding, and visitors, each
 * different and none with a fever, so that a demonstration is decided by the camera. Real time runs while the port is open.
 */
export function startSimulator(cable = new UsbCable(makeBoard())) {
  const people = new People('between');
  if (cable.board) cable.board.scene.people = () => people.ordinary();
  const binding = simulatedBinding(cable);
  let stopTime = () => {};
  cable.onOpenChange = (open) => {
    stopTime();
    stopTime = open ? runInRealTime(() => cable.board) : () => {};
  };
  return {
    cable,
    find: async () => (cable.board ? [{ path: SIMULATED_PATH, device: SIMULATED_PATH, score: 100 }] : []),
    openPort: (path: string) => new SerialPortStream({ binding, path, baudRate: 115_200, autoOpen: false }),
    simulateVisitor: (present: boolean) => cable.board?.scene.setVisitor(present),
  };
}
