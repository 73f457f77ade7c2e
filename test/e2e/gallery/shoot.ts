/**
 * `npm run gallery`: a picture of every screen in every language and size, for people to look at, in
 * .cache/gallery-pictures, and README's pictures of the kiosk, in docs/images. Words after it pick screens, languages or
 * sizes: `npm run gallery -- pass ja 800x480`; `npm run gallery -- readme` makes README's alone.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Language } from '../../../edge-server/contract/settings.ts';
import { Gallery, SIZES } from './gallery.ts';
import { shootReadme } from './readme.ts';
import { STATE_NAMES } from './states.ts';

const folder = join(import.meta.dirname, '../../../.cache/gallery-pictures');
const words = process.argv.slice(2);

/** Those that the command line names; all where it names none of the kind. */
function wanted<Name extends string>(names: readonly Name[]): readonly Name[] {
  const named = names.filter((name) => words.includes(name));
  return named.length > 0 ? named : names;
}

mkdirSync(folder, { recursive: true });
const gallery = await Gallery.open();
try {
  if (words.length === 0 || words.includes('readme')) await shootReadme(gallery);
  if (!words.includes('readme')) await shootAll();
} finally {
  await gallery.close();
}
console.log(words.includes('readme') ? 'docs/images' : folder);

async function shootAll(): Promise<void> {
  for (const { width, height } of SIZES) {
    const size = `${width}x${height}`;
    if (!wanted(SIZES.map((s) => `${s.width}x${s.height}`)).includes(size)) continue;
    await gallery.page.setViewportSize({ width, height });
    for (const language of wanted(Language.options)) {
      for (const name of wanted(STATE_NAMES)) {
        await gallery.show(name, language);
        await gallery.page.screenshot({ path: join(folder, `${name}-${language}-${size}.png`) });
      }
    }
  }
}
