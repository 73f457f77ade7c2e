/** Reads the whole store once, away from the thread that answers visitors. */
import { parentPort, workerData } from 'node:worker_threads';
import { findDamage } from './damage.ts';

parentPort!.postMessage(findDamage(workerData as string, 'whole'));
