import { LABELS } from '../../pipeline/labels.ts';
import type { Architecture } from '../blazeface/architecture.ts';
import { Network } from '../blazeface/network.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import { crossEntropy } from '../loop/loss.ts';
import type { TaskModule } from '../loop/task.ts';
import { CROP_SIZE } from './architecture.ts';
import { meanLogits, spreadGradient } from './logits.ts';
import type { MaskSettings } from './presets.ts';
import { Sampler } from './sample.ts';

export interface Faces {
  store: ExampleStore;
  train: Example[];
}

/** Learns the label of faces, with what is drawn on them; the first steps may be on smaller crops. */
export const task: TaskModule<Architecture, Faces, MaskSettings>['task'] = (
  arena,
  architecture,
  { store, train },
  { batch, labelSmoothing, coarse },
) => {
  const fine = new Network(arena, architecture, CROP_SIZE, CROP_SIZE);
  const networks = [fine];
  if (coarse) networks.push(new Network(arena, architecture, coarse.size, coarse.size, fine));
  const samplers = new Map(networks.map((network) => [network, new Sampler(store, train, network.width)]));
  const gradient = LABELS.map(() => 0);
  return {
    networks,
    networkAt: (step) => (coarse && step < coarse.steps ? networks[1]! : fine),
    sample: (network, random) => {
      const image = arena.view(network.image, network.width * network.height * 3);
      const label = LABELS.indexOf(samplers.get(network)!.draw(random, image));
      network.forward();
      const { loss, correct } = crossEntropy(
        meanLogits(arena, network),
        label,
        labelSmoothing,
        gradient,
        1 / batch,
      );
      spreadGradient(arena, network, gradient);
      return { loss, accuracy: Number(correct) };
    },
  };
};
