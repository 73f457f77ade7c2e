import { dirname, join, relative } from 'node:path';
import type { Top } from './house.ts';

/** `[importing, imported]`, both as paths from the root. */
type Import = readonly [string, string];

const SPECIFIER = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)(['"])(\.[^'"]+)\1/g;

/**
 * What is wrong with the imports of a tree of files, types too: circles between files, circles between folders, and
 * ways that the house does not have. Empty when all is well.
 *
 * @param files text by path from the root
 */
export function wrongImports(
  files: ReadonlyMap<string, string>,
  house: Readonly<Record<string, Top>>,
): string[] {
  const imports = [...files].flatMap(([file, text]) => importsOf(file, text, files));
  const between = (name: (file: string) => string) =>
    imports.map(([a, b]) => [name(a), name(b)] as const).filter(([a, b]) => a !== b);
  return [
    ...circles(between((file) => file)).map((circle) => `files in a circle: ${circle.join(', ')}`),
    ...circles(between(dirname)).map((circle) => `folders in a circle: ${circle.join(', ')}`),
    ...imports.flatMap((each) => wrongWay(each, house)),
  ];
}

function importsOf(file: string, text: string, files: ReadonlyMap<string, string>): Import[] {
  return [...text.matchAll(SPECIFIER)]
    .map((match) => join(dirname(file), match[2]!.replace(/\?.*/, '')))
    .filter((target) => files.has(target) || /\.tsx?$/.test(target))
    .map((target) => [file, target] as const);
}

function wrongWay([from, to]: Import, house: Readonly<Record<string, Top>>): string[] {
  const topOf = (file: string) => Object.keys(house).find((top) => file.startsWith(`${top}/`));
  const top = topOf(from);
  if (top === undefined) return [`${from} stands in no room of the house`];
  const { imports, floors } = house[top]!;
  if (topOf(to) !== top) {
    const allowed = imports.some((start) => to.startsWith(`${start}/`));
    return allowed
      ? []
      : [`${from} imports ${to}: ${top} may import ${imports.join(', ') || 'nothing of ours'}`];
  }
  if (!floors) return [];
  const room = (file: string) => relative(top, file).split('/')[0]!;
  const floor = (file: string) => floors.findIndex((rooms) => rooms.includes(room(file)));
  if (floor(from) < 0) return [`${from}: the room '${room(from)}' has no floor in test/structure/house.ts`];
  if (room(from) === room(to) || floor(to) < floor(from)) return [];
  return [`${from} imports ${to}: '${room(to)}' is not below '${room(from)}'`];
}

/** The strongly connected parts of two and more of a graph (Tarjan 1972). */
function circles(edges: readonly Import[]): string[][] {
  const next = Map.groupBy(edges, ([from]) => from);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node)!);
    open.push(node);
    for (const [, to] of next.get(node) ?? []) {
      if (!order.has(to)) visit(to);
      if (open.includes(to)) low.set(node, Math.min(low.get(node)!, low.get(to)!));
    }
    if (low.get(node) !== order.get(node)) return;
    const part = open.splice(open.indexOf(node));
    if (part.length > 1) found.push(part.sort());
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return found;
}
