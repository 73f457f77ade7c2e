import { evidence } from '../edge-server/doubles/evidence.ts';
import { until } from '../until.ts';
import type { BoardOutside } from './board.ts';
import { type Stack, WAIT_MS } from './stack.ts';

/** A masked visitor steps up to kiosk and board. @returns the stored verdict */
export async function visit(stack: Stack, board: BoardOutside): Promise<{ id: string; verdict: string }> {
  const { id, ...rest } = evidence();
  board.visitor(true);
  try {
    await stack.kiosk('PUT', `/api/visits/${id}/presence`, { present: true });
    const answer = await stack.kiosk('POST', '/api/visits', { id, ...rest });
    const { verdict } = (await answer.json()) as { verdict?: string };
    if (!answer.ok || verdict === undefined) throw new Error(`the visit was answered ${answer.status}`);
    return { id, verdict };
  } finally {
    board.visitor(false);
  }
}

/** The board outside is a real thermometer to the stack: it has to be calibrated before it decides on anybody. */
export async function calibrate(stack: Stack): Promise<void> {
  const insert = `insert into calibrations (at, author, reference, reference_c, measured_c, readings, spread_c,
    offset_before, offset_after, thermometer, simulated)
    values ('2026-01-01T00:00:00.000Z', 'test', 'clinical', 36.57, 34.12, 20, 0.1, 2.45, 2.45, 'serial', 0)`;
  const script = `new (require('node:sqlite').DatabaseSync)('/data/kf99.sqlite').exec(${JSON.stringify(insert)})`;
  await stack.exec('edge-server', 'node', '-e', script);
}

/** Waits until the parts of the server are as they should be: board read, cloud and broker reached. */
export function wellKept(stack: Stack): Promise<true> {
  return until(
    async () => {
      const parts = (await stack.health())?.parts;
      return parts?.thermometer.state === 'live' && parts.sync.status === 'ok' && parts.mqtt.connected;
    },
    'board, cloud and broker are there',
    WAIT_MS,
  );
}

/** Waits until the database has the visit. @returns its temperature and whether it says that it is simulated */
export function inPostgres(stack: Stack, id: string): Promise<string> {
  const query = `select kiosk_id, ispass, estimate_c between 34 and 38, simulated from history where id = '${id}'`;
  return until(
    async () => {
      const { code, stdout } = await stack.tryExec(
        'postgres',
        'psql',
        '-U',
        'kf99_owner',
        '-d',
        'kf99',
        '-Atc',
        query,
      );
      return code === 0 && stdout;
    },
    `visit ${id} is in Postgres`,
    WAIT_MS,
  );
}
