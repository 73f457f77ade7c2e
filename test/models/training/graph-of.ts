import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { ExportedGraph } from '../../../models/training/blazeface/graph.ts';

/** Loads an exported graph model as the pipeline would, without files. */
export function graphOf({ json, bytes }: Pick<ExportedGraph, 'json' | 'bytes'>): Promise<GraphModel> {
  const { modelTopology, weightsManifest, signature } = JSON.parse(json);
  return Promise.resolve(
    loadGraphModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: Uint8Array.from(bytes).buffer,
        signature,
      }),
    ),
  );
}
