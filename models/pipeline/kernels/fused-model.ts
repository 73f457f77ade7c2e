import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';
import { fuse } from './fuse.ts';
import type { GraphNode, Weight } from './graph.ts';

/** The same net as one that is loaded, with our operations in it. @param artifacts what that was loaded from */
export async function loadFused(plain: GraphModel, artifacts: io.ModelArtifacts): Promise<GraphModel> {
  const topology = artifacts.modelTopology as { node: GraphNode[] };
  const weights = new Map<string, Weight>();
  for (const [name, [weight]] of Object.entries(plain.weights)) {
    weights.set(name, { shape: weight!.shape, data: weight!.dataSync() as Float32Array | Int32Array });
  }
  const net = fuse(topology.node, weights);
  const specs: io.WeightsManifestEntry[] = [];
  const data: ArrayBufferView[] = [];
  for (const [name, weight] of net.weights) {
    const dtype = weight.data instanceof Float32Array ? 'float32' : 'int32';
    specs.push({ name, shape: [...weight.shape], dtype });
    data.push(weight.data);
  }
  return loadGraphModel(
    io.fromMemory({
      ...artifacts,
      modelTopology: { ...topology, node: net.nodes },
      weightSpecs: specs,
      weightData: joined(data),
    }),
  );
}

function joined(parts: readonly ArrayBufferView[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes.buffer;
}
