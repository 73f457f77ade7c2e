/** Asks the gate about one model and ends: TF.js takes memory and time that the server has not to give. */
import { parentPort, workerData } from 'node:worker_threads';
import { startWasm } from '../../models/pipeline/backend.ts';
import { loadGated } from '../../models/pipeline/gate.ts';
import { giveWay } from '../common/give-way.ts';
import { readWith, wasmFolder } from './build-files.ts';

giveWay();
const { folder } = workerData as { folder: string | null };
await startWasm(wasmFolder());
const fault = await loadGated(readWith(folder)).then(
  () => null,
  (error: Error) => error.message,
);
parentPort!.postMessage(fault);
