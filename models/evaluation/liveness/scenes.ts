import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../training/common/random.ts';
import type { Example } from '../../training/dataset/examples.ts';
import type { PageCamera, Shot } from './camera.ts';
import { attackPage, CARRIERS, doorBehind, livePage } from './page.ts';
import { HEIGHT, type LiveStage, type Photo, shownPart, stageLive, WIDTH } from './staging.ts';

/** A photographed page, and what it shows. */
export interface Scene extends Shot {
  live: boolean;
  kind: string;
  stage: LiveStage;
}

/** A held-out photo as pages show it. */
export async function photoOf(folder: string, { file, width, height, face }: Example): Promise<Photo> {
  return { url: jpegUrl(await readFile(join(folder, file))), width, height, face };
}

/**
 * One photo as a live face, and the same face as large and at the same place on every carrier; empty when
 * its surroundings don't fill a frame.
 *
 * @param background another photo, which the camera sees behind the carrier
 */
export async function* scenesOf(
  photo: Photo,
  background: Photo,
  camera: PageCamera,
  key: readonly number[],
): AsyncGenerator<Scene> {
  const random = new Random(...key);
  const stage = stageLive(photo, random);
  if (!stage) return;
  const shoot = async (live: boolean, kind: string, html: string): Promise<Scene> => ({
    live,
    kind,
    stage,
    ...(await camera.shoot(html, random)),
  });
  yield shoot(true, 'live', livePage(photo, stage));
  yield shoot(true, 'live before a door frame', livePage(photo, stage, doorBehind(stage, random)));
  for (const carrier of CARRIERS) {
    for (const edges of [true, false]) {
      const shown = shownPart(photo, edges, random);
      if (!shown) continue;
      const kind = `${carrier}, edges ${edges ? 'seen' : 'not seen'}`;
      const attack = await shoot(false, kind, attackPage(photo, carrier, shown, stage, background, random));
      yield attack;
      if (carrier !== 'phone') continue;
      const again = secondGeneration(attack);
      const part = shownPart(again, edges, random);
      if (!part) continue;
      const html = attackPage(again, 'tablet', part, stage, background, random);
      yield shoot(false, `recording of a recording, edges ${edges ? 'seen' : 'not seen'}`, html);
    }
  }
}

/** The picture of an attack as a photo that can be shown again. */
function secondGeneration({ jpeg, stage: { side, middle } }: Scene): Photo {
  const box: Photo['face']['box'] = [middle[0] - side / 2, middle[1] - side / 2, side, side];
  const keypoints = { rightEye: middle, leftEye: middle, nose: middle, mouth: middle };
  return { url: jpegUrl(jpeg), width: WIDTH, height: HEIGHT, face: { box, keypoints } };
}

function jpegUrl(bytes: Buffer): string {
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}
