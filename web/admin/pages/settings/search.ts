import type { SettingProperty, settingsSchema } from '../../../../edge-server/words/settings/index.ts';

/**
 * Whether every word of the text is in a setting's words, in any language, or in its key: whoever reads a document in
 * the other language, or the name in a file, finds it, too.
 */
export function found(
  key: string,
  { form }: SettingProperty,
  groups: ReturnType<typeof settingsSchema>['groups'],
  text: string,
): boolean {
  const options = Object.values(form.options ?? {}).flatMap((names) => Object.values(names));
  const words = [
    key,
    ...Object.values(form.title),
    ...Object.values(form.help),
    ...Object.values(groups[form.group]),
    ...options,
  ];
  const all = plain(words.join(' '));
  return plain(text)
    .split(' ')
    .every((word) => all.includes(word));
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
