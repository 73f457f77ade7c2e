import type { Health } from '../contract/index.ts';
import type { Statement } from '../store/db/change.ts';

/** Key of the store's `meta` under which the server leaves how it is, for the worker's heartbeats. */
export const EDGE_STATE = 'edge_state';

export interface EdgeState {
  at: string;
  version: string;
  model: string | null;
  state: Health['status'];
  clock: string;
  started_at: string;
  disk_free: number | null;
  /** Of the processor, °C; null where it has no sensor. */
  temperature_c: number | null;
}

/** Writes what the cloud may know of the server: health in one word, nothing of a visitor. */
export function noteEdgeState(health: Health, startedAt: Date, now: Date): Statement {
  const { model, clock, disk, hardware } = health.parts;
  const state: EdgeState = {
    at: now.toISOString(),
    version: health.version,
    model: model.version,
    state: health.status,
    clock: clock.synchronised ? 'synchronised' : 'unsynchronised',
    started_at: startedAt.toISOString(),
    disk_free: disk.free_bytes,
    temperature_c: hardware.processor_c,
  };
  return {
    sql: 'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    values: [EDGE_STATE, JSON.stringify(state)],
  };
}
