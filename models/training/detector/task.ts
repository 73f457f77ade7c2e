import { Network } from '../blazeface/network.ts';
import type { Settings } from '../loop/schedule.ts';
import type { TaskModule } from '../loop/task.ts';
import type { DetectorArchitecture } from './architecture.ts';
import { SceneComposer } from './composer.ts';
import { sceneLoss } from './loss.ts';
import type { ScenePhoto, SceneStore } from './scenes.ts';
import { Targets } from './targets.ts';

export type DetectorSettings = Settings & { width: number; height: number };

export interface Scenes {
  store: SceneStore;
  train: ScenePhoto[];
}

/** Learns to find the faces of scenes that are composed of photos. */
export const task: TaskModule<DetectorArchitecture, Scenes, DetectorSettings>['task'] = (
  arena,
  architecture,
  { store, train },
  { width, height, batch },
) => {
  const network = new Network(arena, architecture, width, height);
  const composer = new SceneComposer(store, train, width, height);
  const targets = new Targets(architecture, width, height);
  return {
    networks: [network],
    networkAt: () => network,
    sample: (_, random) => {
      const scene = composer.draw(random, arena.view(network.image, width * height * 3));
      network.forward();
      const { score, place } = sceneLoss(arena, network, targets.assign(scene), 1 / batch);
      return { score, place };
    },
  };
};
