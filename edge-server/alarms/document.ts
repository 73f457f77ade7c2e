import { readFileSync, writeFileSync } from 'node:fs';
import { ALARM_TEXT } from '../words/alarms/index.ts';

/** `npm run docs:alarms` writes its sections of alarms; a test says when they are old. */
export const ALARMS_PAGE = new URL('../../docs/alarms.md', import.meta.url);

const WIDTH = 130;

/** The page with a section for each alarm; what stands before the first and from `## Rules` on is written by hand. */
export function alarmsPage(old: string): string {
  const before = old.slice(0, old.indexOf('\n## ') + 1);
  const after = old.slice(old.indexOf('## Rules\n'));
  const sections = Object.entries(ALARM_TEXT).map(
    ([code, { means, todo }]) => `## ${code}\n${wrapped(`${means.en} ${todo.en}`)}\n\n`,
  );
  return before + sections.join('').replaceAll('’', "'").replaceAll('‘', "'") + after;
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(ALARMS_PAGE, alarmsPage(readFileSync(ALARMS_PAGE, 'utf8')));
}
