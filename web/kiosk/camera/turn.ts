import type { Settings } from '../../../edge-server/contract/index.ts';
import { TURNS, type Turn, turnSize } from '../../../models/pipeline/turn.ts';

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

/** The scores of faces in two turns have to differ by this much: the better one shows a sure face more. */
const BETTER = 0.5;

/**
 * The turn in which more faces are found, and surer ones, than in the one that is set; null when there is none.
 *
 * @param grab the camera's picture now, not turned
 * @param find scores of the faces in a picture, which is handed over
 */
export async function betterTurn(
  set: Turn,
  grab: () => Promise<ImageBitmap>,
  find: (picture: ImageBitmap) => Promise<readonly { score: number }[]>,
): Promise<Turn | null> {
  const picture = await grab();
  const sums = new Map<Turn, number>();
  try {
    for (const turn of TURNS) {
      const faces = await find(turnBitmap(await createImageBitmap(picture), turn));
      sums.set(
        turn,
        faces.reduce((sum, { score }) => sum + score, 0),
      );
    }
  } finally {
    picture.close();
  }
  return bestTurn(sums, set);
}

/** @param sums of the scores of the faces that each turn shows */
export function bestTurn(sums: ReadonlyMap<Turn, number>, set: Turn): Turn | null {
  const of = (turn: Turn) => sums.get(turn) ?? 0;
  const [best] = TURNS.toSorted((a, b) => of(b) - of(a));
  return of(best!) >= of(set) + BETTER ? best! : null;
}
