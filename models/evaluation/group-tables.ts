import type { Label } from '../pipeline/labels.ts';
import { GROUPINGS } from './groups.ts';
import { percent, wilson } from './interval.ts';
import type { Judged } from './judge.ts';

/** What a card says of each group: the share of a label's faces that are called mask. */
const COLUMNS: readonly [label: Label, head: string][] = [
  ['mask', 'masked, called mask'],
  ['no_mask', 'bare, called mask'],
  ['incorrect', 'worn wrong, called mask'],
];
const SHOWN = ['skin tone (typology angle)', 'colour of the lower face', 'face width', 'side pose'];
const BEGIN = '<!-- Groups: written by `npm run evaluate:groups`. -->';
const END = '<!-- End of the groups. -->';

/** Tables for a model's card, in Markdown: each share with its 95 % interval, so that few faces look like few. */
export function groupTables(
  judged: readonly Pick<Judged, 'label' | 'answer' | 'skin' | 'lower' | 'quality'>[],
): string {
  const tables = SHOWN.map((name) => {
    const rows = [...Map.groupBy(judged, (face) => GROUPINGS[name]!(face as Judged))]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, faces]) => [key, ...COLUMNS.map(([label]) => calledMask(faces, label))]);
    return table([name, ...COLUMNS.map(([, head]) => head)], rows);
  });
  return tables.join('\n\n');
}

function calledMask(faces: readonly Pick<Judged, 'label' | 'answer'>[], label: Label): string {
  const of = faces.filter((face) => face.label === label);
  return percent(wilson(of.filter(({ answer }) => answer === 'mask').length, of.length));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** The card with these tables in the place of the earlier ones, or before its limits. @throws where neither is in it */
export function withGroups(card: string, tables: string): string {
  const section = `${BEGIN}\n\n## By groups\n\n${tables}\n\n${END}\n`;
  const [from, to] = [card.indexOf(BEGIN), card.indexOf(END)];
  if (from >= 0 && to > from) return card.slice(0, from) + section + card.slice(to + END.length + 1);
  const limits = card.indexOf('## Limits');
  if (limits < 0) throw new Error('the card has neither tables of groups nor a section of limits');
  return `${card.slice(0, limits)}${section}\n${card.slice(limits)}`;
}
