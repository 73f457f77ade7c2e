import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Every document that git knows, or would take. */
export function documents(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const names = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  return names.filter((name) => existsSync(join(ROOT, name)));
}

export const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

export interface Block {
  file: string;
  line: number;
  /** What stands behind the three marks: language, then who proves it. */
  info: string;
  text: string;
}

/** Fenced blocks, also those that are indented in a list. */
export function blocks(file: string): Block[] {
  const found: Block[] = [];
  let open: (Block & { indent: string }) | null = null;
  for (const [index, line] of read(file).split('\n').entries()) {
    const [, indent, info] = /^( *)```(.*)$/.exec(line) ?? [];
    if (open === null) {
      if (indent !== undefined) open = { file, line: index + 1, info: info!.trim(), text: '', indent };
    } else if (indent === open.indent && info === '') {
      found.push(open);
      open = null;
    } else {
      open.text += `${line.slice(open.indent.length)}\n`;
    }
  }
  return found;
}

/** The text without blocks and code in a line, where nothing is a link. */
export function prose(file: string): string {
  return read(file)
    .replace(/^( *)```[\s\S]*?^\1```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
}

/** Ids of headings as GitHub makes them. */
export function anchors(file: string): Set<string> {
  const text = read(file).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
  const seen = new Map<string, number>();
  const ids = [...text.matchAll(/^#+ +(.+?) *$/gm)].map(([, heading]) => {
    const id = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-');
    const times = seen.get(id) ?? 0;
    seen.set(id, times + 1);
    return times === 0 ? id : `${id}-${times}`;
  });
  return new Set(ids);
}
