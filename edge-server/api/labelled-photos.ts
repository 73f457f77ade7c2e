import type { MarkedVisit } from '../store/sql/marks.ts';
import { TAR_END, tarFile } from './tar.ts';

const PAGE = 200;

/**
 * The pieces of an archive that `npm run evaluate -- FOLDER` takes once it is unpacked: each marked visit's picture,
 * then `labels.jsonl` with a line for each. A visit without a picture is left out: there is nothing to judge. In
 * memory are one picture and the lines.
 */
export function labelledPhotos(
  marks: (after: number, limit: number) => MarkedVisit[],
  picture: (id: string) => Promise<Uint8Array | null>,
  at: Date,
): () => Promise<Uint8Array | null> {
  const lines: string[] = [];
  let waiting: MarkedVisit[] = [];
  let after = 0;
  let end: 'open' | 'labels' | 'over' = 'open';
  return async () => {
    while (end === 'open') {
      if (waiting.length === 0) waiting = marks(after, PAGE);
      const visit = waiting.shift();
      if (visit === undefined) {
        end = 'labels';
        return tarFile('labels.jsonl', new TextEncoder().encode(lines.join('')), at);
      }
      after = visit.seq;
      const bytes = await picture(visit.id);
      if (bytes === null) continue;
      const { id, label, mask } = visit;
      lines.push(`${JSON.stringify({ file: `${id}.jpg`, source: 'kf99', label, kind: `judged ${mask}` })}\n`);
      return tarFile(`${id}.jpg`, bytes, at);
    }
    if (end === 'over') return null;
    end = 'over';
    return TAR_END;
  };
}
