/**
 * Makes the kiosk's fonts: Noto Sans CJK, cut down to the characters that its sentences use. Run it after a
 * sentence changed; `test/web/kiosk/fonts.test.ts` fails until then.
 *
 *   apt-get install fonts-noto-cjk fonts-noto-cjk-extra python3-fonttools python3-brotli
 *   npm run fonts
 *
 * Han characters differ between Korean, Japanese and Chinese, so each of the three has its own cut, from its own
 * face of the collection; English is in the Korean one. Layout features other than kerning are dropped.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { charactersOf } from './characters.ts';

const NOTO = '/usr/share/fonts/opentype/noto';
/** Index of each language's face in the collection files. */
const FACES = { ja: 0, ko: 1, zh: 2 } as const;
const WEIGHTS = { medium: 'NotoSansCJK-Medium.ttc', bold: 'NotoSansCJK-Bold.ttc' } as const;
const here = import.meta.dirname;

for (const language of ['ko', 'ja', 'zh'] as const) {
  for (const weight of ['medium', 'bold'] as const) {
    const output = join(here, `${language}-${weight}.woff2`);
    execFileSync('/usr/bin/python3', [
      '-m',
      'fontTools.subset',
      join(NOTO, WEIGHTS[weight]),
      `--font-number=${FACES[language]}`,
      `--unicodes=${charactersOf(language)
        .map((character) => character.codePointAt(0)!.toString(16))
        .join(',')}`,
      '--layout-features=kern',
      '--name-IDs=0,1,2,13,14',
      '--desubroutinize',
      '--no-hinting',
      '--flavor=woff2',
      `--output-file=${output}`,
    ]);
    console.log(`${language} ${weight}: ${statSync(output).size} bytes`);
  }
}
