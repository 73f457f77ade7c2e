import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';
import { startWasm } from '../../pipeline/backend.ts';
import { BlazeFace } from '../../pipeline/blazeface.ts';
import { type FaceManifest, MaskedFaceDetector } from '../../pipeline/face-detector.ts';
import { type ExportedGraph, writeGraph } from '../blazeface/graph.ts';
import { readShortRange } from '../blazeface/published.ts';
import { writeAboveMark } from '../common/card.ts';
import { formatted } from '../common/manifest.ts';
import { readHumanModel, WASM_FOLDER } from '../dataset/packages.ts';
import { type DetectorArchitecture, detectorCost } from './architecture.ts';
import { type FaceCard, faceCard } from './card.ts';
import { BOX_SCALE, exportDetector, scaleBoxes } from './export.ts';
import { chooseThreshold, judgeDetectors } from './figures.ts';
import { drawMistake } from './mistake.ts';
import { pretrainedWeights } from './pretrained.ts';
import type { ScenePhoto, SceneStore } from './scenes.ts';
import { Stage } from './stage.ts';
import type { DetectorSettings } from './task.ts';

/** Everything that is written is measured on `held`, photos that were not learnt from. */
export interface Trained {
  out: string;
  /** Folder for pictures of what it missed; they hold photos, so it lies outside of git. */
  mistakes: string;
  architecture: DetectorArchitecture;
  store: SceneStore;
  held: ScenePhoto[];
  weights: Float32Array<ArrayBuffer>;
  training: DetectorSettings & FaceCard['training'];
}

const MOST_MISTAKES = 60;

/** Judges trained weights beside both BlazeFaces, chooses the threshold, writes model and manifest. */
export async function writeDetector(trained: Trained): Promise<void> {
  const { out, mistakes, architecture, store, held, training } = trained;
  await startWasm(WASM_FOLDER, 1);
  const stage = new Stage(store, held, training.seed);
  const graph = exportDetector(architecture, scaleBoxes(architecture, trained.weights, BOX_SCALE));
  const input = { width: training.width, height: training.height };
  const detector = (of: ExportedGraph, manifest: FaceManifest) =>
    loadExported(of).then((model) => new MaskedFaceDetector(model, manifest));
  const loose = await detector(graph, { version: 'loose', input, minScore: 0.4 });
  const minScore = await chooseThreshold(loose, stage);
  loose.dispose();
  const own = await detector(graph, { version: 'own', input, minScore });
  const back = await BlazeFace.load(readHumanModel);
  const published = exportDetector(architecture, pretrainedWeights(architecture, await readShortRange()));
  const untuned = await detector(published, {
    version: 'short range',
    input: { width: 128, height: 128 },
    minScore: 0.5,
  });
  try {
    await rm(mistakes, { recursive: true, force: true });
    await mkdir(mistakes, { recursive: true });
    let drawn = 0;
    const { figures, boxes } = await judgeDetectors(
      [own, back, untuned],
      stage,
      held,
      async (staged, faces, name) => {
        if (drawn++ >= MOST_MISTAKES) return;
        const path = join(mistakes, `${drawn} ${name.replaceAll('/', '_')}.png`);
        await drawMistake(path, staged.frame, staged.face?.box, faces);
      },
    );
    const sha256 = await writeGraph(out, graph);
    const manifest = {
      version: `face-${sha256.slice(0, 8)}`,
      sha256,
      input,
      minScore,
      cost: detectorCost(architecture, input.width, input.height),
      training,
      heldOut: {
        photos: held.length,
        own: figures[0]!,
        others: { 'blazeface-back-256': figures[1]!, 'blazeface-short-128': figures[2]! },
        boxesAgainstBlazefaceBack: boxes,
      },
    };
    await writeFile(join(out, 'manifest.json'), formatted(manifest));
    await writeAboveMark(out, faceCard(manifest));
    console.log(JSON.stringify({ minScore, heldOut: manifest.heldOut }));
  } finally {
    for (const each of [own, back, untuned]) each.dispose();
  }
}

function loadExported({ json, bytes }: ExportedGraph) {
  const { modelTopology, weightsManifest, signature } = JSON.parse(json);
  const weightSpecs = weightsManifest[0].weights;
  return Promise.resolve(
    loadGraphModel(
      io.fromMemory({ modelTopology, weightSpecs, weightData: Uint8Array.from(bytes).buffer, signature }),
    ),
  );
}
