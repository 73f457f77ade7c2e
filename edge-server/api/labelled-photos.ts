import { type KeptPictures, PictureAwayError } from '../captures/kept-pictures.ts';
import type { MarkedVisit } from '../store/sql/marks.ts';
import { TAR_END, tarFile } from './tar.ts';

const PAGE = 200;

/**
 * The pieces of an archive that `npm run evaluate -- FOLDER` takes once it is unpacked: each marked visit's picture,
 * from this device or from the bucket, then `labels.jsonl` with a line for each. A visit without a picture is left
 * out: there is nothing to judge. When the bucket does not give one it is not asked again, and `missing.txt` says why,
 * with the ids. In memory are one picture and the lines.
 */
export function labelledPhotos(
  marks: (after: number, limit: number) => MarkedVisit[],
  pictures: Pick<KeptPictures, 'here' | 'there' | 'uploaded'>,
  at: Date,
): () => Promise<Uint8Array | null> {
  const lines: string[] = [];
  const missing: string[] = [];
  let waiting: MarkedVisit[] = [];
  let after = 0;
  let end: 'open' | 'labels' | 'missing' | 'over' = 'open';
  return async () => {
    while (end === 'open') {
      if (waiting.length === 0) waiting = marks(after, PAGE);
      const visit = waiting.shift();
      if (visit === undefined) {
        end = 'labels';
        return textFile('labels.jsonl', lines);
      }
      after = visit.seq;
      const bytes = await find(visit.id);
      if (bytes === null) continue;
      const { id, label, mask } = visit;
      lines.push(`${JSON.stringify({ file: `${id}.jpg`, source: 'kf99', label, kind: `judged ${mask}` })}\n`);
      return tarFile(`${id}.jpg`, bytes, at);
    }
    if (end === 'labels' && missing.length > 0) {
      end = 'missing';
      return textFile('missing.txt', missing);
    }
    if (end === 'over') return null;
    end = 'over';
    return TAR_END;
  };

  async function find(id: string): Promise<Uint8Array | null> {
    const here = await pictures.here(id);
    if (here !== null) return here;
    try {
      if (missing.length === 0) return await pictures.there(id);
    } catch (error) {
      if (!(error instanceof PictureAwayError)) throw error;
      missing.push(`The bucket does not give these pictures: ${error.message}\n`);
    }
    if (pictures.uploaded(id)) missing.push(`${id}\n`);
    return null;
  }

  function textFile(name: string, text: readonly string[]): Uint8Array {
    return tarFile(name, new TextEncoder().encode(text.join('')), at);
  }
}
