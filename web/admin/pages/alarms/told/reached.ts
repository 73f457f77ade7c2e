import { tellsPeople } from '../../../../../edge-server/contract/ways.ts';
import type { ToldCalls } from './calls.ts';

/** How many ways reach somebody who looks at no page. */
export interface Reached {
  ways: number;
  phones: number;
}

/** Asks for them. @throws {ApiError} */
export async function readReached(calls: ToldCalls): Promise<Reached> {
  const [{ ways }, { people }] = await Promise.all([calls.ways(), calls.duty()]);
  return {
    ways: ways.filter(({ way }) => tellsPeople(way)).length,
    phones: people.reduce((sum, { phones }) => sum + phones, 0),
  };
}
