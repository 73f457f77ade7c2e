import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the known sources came from and the licence their publishers state. */
const KNOWN_SOURCES: Record<string, [repository: string, licence: string]> = {
  chandrikadeb7: ['chandrikadeb7/Face-Mask-Detection', 'MIT'],
  andrewmvd: [
    'Ribosome-rbx/Medical-Mask-Detection-Based-on-Faster-RCNN (andrewmvd/face-mask-detection)',
    'MIT; the set CC0',
  ],
  kary_p1: ['karysutariya/Facemask-type-detection', 'none stated'],
  kary_p2: ['karysutariya/Facemask-type-detection, part 2', 'none stated'],
  rxkt_newmasks: ['rxkt/mask-detector-strict', 'none stated'],
  jnogra_gray64: ['jamesnogra/ImproperMaskDetector', 'none stated'],
  brouton: ['broutonlab/face-id-with-medical-masks', 'MIT'],
  youyinnn: ['youyinnn/ai_face_mask_detector', 'none stated'],
  shirazsev: ['ShirazSevadjian/AI-Face-Mask-Detector', 'none stated'],
  macwin: ['MacwinWin/face_mask_dataset', 'none stated'],
};

const mark = (command: string) => `<!-- Below: written by hand. Above: written by \`${command}\`. -->`;

/** Replaces what a card says above the mark. */
export async function writeAboveMark(folder: string, text: string, command = 'npm run train'): Promise<void> {
  const line = mark(command);
  const path = join(folder, 'README.md');
  const old = await readFile(path, 'utf8').catch(() => '');
  const byHand = old.includes(line) ? old.slice(old.indexOf(line) + line.length) : '\n';
  await writeFile(path, `${text}\n${line}${byHand}`);
}

/** A share as a card tells it. */
export function percent(share: number | null): string {
  return share === null ? 'not measured' : `${(100 * share).toFixed(1)} %`;
}

/** A source's line in a card's table; of one that nobody wrote down here the card claims nothing. */
export function sourceRow(source: string, ...counts: number[]): string {
  const [repository, licence] = KNOWN_SOURCES[source] ?? ['not known', 'not known'];
  return `| ${source} | ${repository} | ${licence} | ${counts.join(' | ')} |`;
}
