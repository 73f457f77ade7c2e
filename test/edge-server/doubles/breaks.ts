import type { Board } from '../../../firmware/simulator/board.ts';
import { makeBoard } from '../../../firmware/simulator/simulator.ts';

/** °C that count for a temperature, calibrated or not; whether it is a fever is another matter. */
const WARM_C = 37.4;
/** °C by which the board's own temperature moves each second: it never settles. */
const RESTLESS_C = 0.5;

/** How a board breaks while it is plugged in; the answer ends what has to go on for it. */
export const BREAKS = {
  unplugged: () => () => {},
  hung: (board: Board) => {
    board.faults.frozen = true;
    return () => {};
  },
  faulty: (board: Board) => {
    board.faults.sensor = 'nack';
    return () => {};
  },
  warming: (board: Board) => {
    const timer = setInterval(() => {
      board.scene.ambient = board.scene.ambient > 34 ? 24 : board.scene.ambient + RESTLESS_C;
    }, 1000);
    return () => clearInterval(timer);
  },
  implausible: (board: Board) => {
    board.faults.sensor = 'beyond_range';
    return () => {};
  },
} satisfies Record<string, (board: Board) => () => void>;

/** A good board, before which skin is warm enough for a temperature, calibrated or not. */
export function workingBoard(): Board {
  const made = makeBoard();
  made.scene.skin = WARM_C;
  return made;
}
