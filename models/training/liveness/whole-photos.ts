import type { Example, ExampleStore } from '../dataset/examples.ts';
import { moveFace } from '../dataset/locate.ts';
import type { SceneStore } from '../detector/scenes.ts';

/**
 * The examples over whole photos: the store's patches end too near around a face for a wide crop.
 *
 * @returns a store whose frames are the photos and whose faces lie in their pixels
 */
export function wholePhotos(store: ExampleStore, scenes: SceneStore): ExampleStore {
  const photos = new Map(scenes.photos.map((photo) => [photo.file, photo]));
  const examples = store.examples.flatMap((example): Example[] => {
    const photo = photos.get(example.file);
    if (!photo) return [];
    const { offset, width, height } = photo;
    return [
      { ...example, face: moveFace(example.face, ...example.corner), offset, width, height, corner: [0, 0] },
    ];
  });
  return { ...store, examples, pixels: scenes.pixels };
}
