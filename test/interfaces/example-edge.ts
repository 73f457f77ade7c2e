import { v7 as uuidv7 } from 'uuid';
import { type Clock, systemClock } from '../../edge-server/clock/clock.ts';
import { DEFAULT_SETTINGS } from '../../edge-server/contract/index.ts';
import { PostedThermometer } from '../../edge-server/thermometer/posted.ts';
import { TestEdge } from '../edge-server/doubles/edge.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';

export interface ExampleEdge {
  edge: TestEdge;
  /** Without a slash at its end. */
  url: string;
  /** A token of every scope. */
  token: string;
  /** The one visit that is stored. */
  visit: string;
}

/** A server on a port of 127.0.0.1 to which readings are posted, with one visit. */
export async function exampleEdge(clock: Clock = systemClock, visit = uuidv7()): Promise<ExampleEdge> {
  const thermometer = new PostedThermometer({ clock, settings: () => DEFAULT_SETTINGS, way: 'http' });
  const edge = await TestEdge.start({ parts: { thermometer, clock }, env: { KF99_PORT: '0' } });
  try {
    await edge.edge.start();
    const answer = await edge.post(evidence({ id: visit, mask: 'no_mask' }));
    if (!answer.ok) throw new Error(await answer.text());
    const { authorization } = edge.token('mask', 'temperature', 'visit', 'history', 'events', 'metrics');
    return {
      edge,
      url: edge.edge.url.replace(/\/$/, ''),
      token: authorization!.replace('Bearer ', ''),
      visit,
    };
  } catch (error) {
    await edge.stop();
    throw error;
  }
}
