import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { readModelFile, wasmFolder } from '../../../edge-server/models/build-files.ts';
import { startWasm } from '../../../models/pipeline/backend.ts';
import type { KernelBuild } from '../../../models/pipeline/kernels/build.ts';
import { loadFused } from '../../../models/pipeline/kernels/fused-model.ts';
import { startKernels } from '../../../models/pipeline/kernels/start.ts';
import type { Figure } from '../figures.ts';
import { roofline } from './roofline.ts';

const WARM = 30;
const ROUNDS = 15;
const RUNS = 15;
/** The input of a whole frame, and of a face. */
const SHAPES = { face: [1, 144, 192, 3], mask: [1, 96, 96, 3] } as const;
/** A net that gains less is not worth kernels of its own. */
const LEAST_GAIN = 1 / 0.9;

/** CPU of each net in Node, one thread, by TF.js' kernels and by ours in turn; the best round of each counts. */
export async function nets(build: KernelBuild): Promise<Record<string, Figure>> {
  await startWasm(wasmFolder());
  const { kernels, reason } = await startKernels(readModelFile, build);
  if (kernels === null) throw new Error(reason);
  const roof = roofline();
  console.log(`the core can do ${roof.toFixed(1)} thousand million multiply-adds a second`);
  const figures: Record<string, Figure> = {};
  for (const [name, shape] of Object.entries(SHAPES)) {
    const artifacts = await artifactsOf(name);
    const plain = await loadGraphModel(io.fromMemory(artifacts));
    const both = [plain, await loadFused(plain, artifacts)] as const;
    const [theirs, ours] = inTurns(both, shape);
    for (const model of both) model.dispose();
    const { multiplyAdds } = (await json(`${name}/manifest.json`)).cost as { multiplyAdds: number };
    const reached = [theirs, ours].map((ms) => multiplyAdds / ms / 1e6);
    console.log(
      `${name}, ${build}: TF.js ${theirs.toFixed(2)} ms, ours ${ours.toFixed(2)} ms; of what the core can ` +
        reached.map((rate) => `${((100 * rate) / roof).toFixed(0)} %`).join(' and '),
    );
    figures[`${name}, ${build}: TF.js over ours`] = { value: theirs / ours, budget: ['>=', LEAST_GAIN] };
  }
  return figures;
}

async function artifactsOf(name: string): Promise<io.ModelArtifacts> {
  const { modelTopology, weightsManifest, signature } = (await json(
    `${name}/model.json`,
  )) as unknown as io.ModelJSON;
  const [group] = weightsManifest;
  const weightData = await readModelFile(`${name}/${group!.paths[0]}`);
  return { modelTopology, weightSpecs: group!.weights, weightData, ...(signature && { signature }) };
}

async function json(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await readModelFile(path)));
}

/** ms of the processor a run, of each. */
function inTurns(both: readonly [GraphModel, GraphModel], shape: readonly number[]): [number, number] {
  const length = shape.reduce((product, side) => product * side, 1);
  const input = tensor(
    Float32Array.from({ length }, (_, i) => Math.sin(i)),
    [...shape],
  );
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < WARM; i++) for (const model of both) run(model, input);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, model] of both.entries()) {
      const began = process.cpuUsage();
      for (let k = 0; k < RUNS; k++) run(model, input);
      const { user, system } = process.cpuUsage(began);
      best[i] = Math.min(best[i]!, (user + system) / 1000 / RUNS);
    }
  }
  input.dispose();
  return best;
}

function run(model: GraphModel, input: Tensor): void {
  for (const output of [model.execute(input) as Tensor | Tensor[]].flat()) {
    output.dataSync();
    output.dispose();
  }
}
