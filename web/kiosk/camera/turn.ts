import type { Settings } from '../../../edge-server/contract/index.ts';
import { TURNS, type Turn, turnBox, turnSize } from '../../../models/pipeline/turn.ts';
import { isBetter, REGION } from '../../../models/pipeline/upright.ts';

const TURN: Record<Settings['cameraTurn'], Turn> = { 0: 0, 90: 90, 180: 180, 270: 270 };

/** How far the camera's picture has to be turned clockwise. */
export function cameraTurn(settings: Pick<Settings, 'cameraTurn'>): Turn {
  return TURN[settings.cameraTurn];
}

/** The camera's picture now, turned clockwise. Rejects when the camera gives no frame. */
export async function grabTurned(track: MediaStreamTrack, turn: Turn): Promise<ImageBitmap> {
  return turnBitmap(await new ImageCapture(track).grabFrame(), turn);
}

/** The picture turned clockwise; the one that is given is closed, or is the answer. */
export function turnBitmap(bitmap: ImageBitmap, turn: Turn): ImageBitmap {
  if (turn === 0) return bitmap;
  const canvas = new OffscreenCanvas(...turnSize(bitmap.width, bitmap.height, turn));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turn / 180) * Math.PI);
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
  bitmap.close();
  return canvas.transferToImageBitmap();
}

/**
 * The turn in which a face is found clearly better than in the one that is set; null when there is none. The surest face
 * of all turns is looked at near by: in the whole picture a face on its side scores almost as an upright one.
 *
 * @param grab the camera's picture now, not turned
 * @param find faces of a picture, which is handed over
 */
export async function betterTurn(
  set: Turn,
  grab: () => Promise<ImageBitmap>,
  find: Find,
): Promise<Turn | null> {
  const picture = await grab();
  try {
    const { width, height } = picture;
    const found = await facesByTurn(picture, find);
    const surest = found
      .flatMap(({ turn, faces }) => faces.map((face) => ({ turn, ...face })))
      .toSorted((a, b) => b.score - a.score)[0];
    if (!surest) return null;
    const back = ((360 - surest.turn) % 360) as Turn;
    const [x, y, w, h] = turnBox(surest.box, ...turnSize(width, height, surest.turn), back);
    const side = REGION * Math.max(w, h);
    const region = [x + (w - side) / 2, y + (h - side) / 2, side, side].map(Math.round);
    const near = await createImageBitmap(picture, ...(region as [number, number, number, number]));
    try {
      const seen = await facesByTurn(near, find);
      return bestTurn(
        new Map(seen.map(({ turn, faces }) => [turn, Math.max(0, ...faces.map(({ score }) => score))])),
        set,
      );
    } finally {
      near.close();
    }
  } finally {
    picture.close();
  }
}

type Find = (
  picture: ImageBitmap,
) => Promise<readonly { box: [number, number, number, number]; score: number }[]>;

async function facesByTurn(picture: ImageBitmap, find: Find) {
  const found: { turn: Turn; faces: Awaited<ReturnType<Find>> }[] = [];
  for (const turn of TURNS) {
    found.push({ turn, faces: await find(turnBitmap(await createImageBitmap(picture), turn)) });
  }
  return found;
}

/** @param scores of the face in each turn; 0 where it is not found */
export function bestTurn(scores: ReadonlyMap<Turn, number>, set: Turn): Turn | null {
  const of = (turn: Turn) => scores.get(turn) ?? 0;
  const [best] = TURNS.toSorted((a, b) => of(b) - of(a));
  return isBetter(of(best!), of(set)) ? best! : null;
}
