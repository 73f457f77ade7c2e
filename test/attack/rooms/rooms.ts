import type { Room } from '../attack.ts';
import { cloud } from './cloud.ts';
import { data } from './data.ts';
import { door } from './door.ts';
import { headers } from './headers.ts';
import { login } from './login.ts';
import { model } from './model.ts';
import { rights } from './rights.ts';
import { secondFactor } from './second-factor.ts';
import { wire } from './wire.ts';

/** All rooms, in the order in which they are read. */
export const ROOMS: readonly Room[] = [rights, wire, headers, login, secondFactor, door, model, data, cloud];
