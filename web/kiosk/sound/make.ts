/**
 * Makes the spoken prompts: eSpeak NG reads each sentence, and Opus packs it. Chromium on the Pi has no voice of
 * its own, so they are made once and committed.
 *
 *   apt-get install espeak-ng sox opus-tools
 *   npm run prompts
 *
 * Names of prompts after it make only those: `npm run prompts -- fever go_in`.
 *
 * The voices are a formant synthesiser's: clear, and plainly a machine's. To use a person's voice, record the
 * sentences below and put them over the files, as Opus in Ogg, mono. eSpeak NG is GPL-3.0; what it says is not.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '../../../edge-server/contract/settings.ts';
import { PROMPTS, type Prompt } from './prompts.ts';

interface Voice {
  voice: string;
  wordsPerMinute: number;
  pitch: number;
  sentences: Record<Prompt, string>;
}

/** As eSpeak reads it best: Japanese in kana, since it knows no kanji, and Chinese in pinyin with tones. */
const VOICES: Record<Language, Voice> = {
  ko: {
    voice: 'ko',
    wordsPerMinute: 155,
    pitch: 45,
    sentences: {
      come_closer: '조금 더 가까이 와 주세요.',
      step_back: '조금 뒤로 물러나 카메라를 봐 주세요.',
      put_on_mask: '마스크를 써 주세요.',
      cover_nose: '마스크로 코와 입을 모두 가려 주세요.',
      near_left: '이마를 왼쪽 센서에 가까이 해 주세요.',
      near_right: '이마를 오른쪽 센서에 가까이 해 주세요.',
      near_above: '이마를 위쪽 센서에 가까이 해 주세요.',
      near_below: '이마를 아래쪽 센서에 가까이 해 주세요.',
      go_in: '들어가세요.',
      wait_for_staff: '직원을 기다려 주세요.',
      fever: '여기서 기다려 주세요. 직원이 다시 재 드릴게요.',
    },
  },
  en: {
    voice: 'en-gb',
    wordsPerMinute: 150,
    pitch: 45,
    sentences: {
      come_closer: 'Please come closer.',
      step_back: 'Please move back a little and look into the camera.',
      put_on_mask: 'Please put on a mask.',
      cover_nose: 'Please cover your nose and mouth with the mask.',
      near_left: 'Please bring your forehead near the sensor on the left.',
      near_right: 'Please bring your forehead near the sensor on the right.',
      near_above: 'Please bring your forehead near the sensor above.',
      near_below: 'Please bring your forehead near the sensor below.',
      go_in: 'Please go in.',
      wait_for_staff: 'Please wait for a member of staff.',
      fever: 'Please wait here. Staff will measure again.',
    },
  },
  ja: {
    voice: 'ja',
    wordsPerMinute: 150,
    pitch: 45,
    sentences: {
      come_closer: 'もうすこし ちかづいて ください。',
      step_back: 'すこし さがって、カメラを みて ください。',
      put_on_mask: 'マスクを つけて ください。',
      cover_nose: 'マスクで はなと くちを おおって ください。',
      near_left: 'おでこを ひだりの センサーに ちかづけて ください。',
      near_right: 'おでこを みぎの センサーに ちかづけて ください。',
      near_above: 'おでこを うえの センサーに ちかづけて ください。',
      near_below: 'おでこを したの センサーに ちかづけて ください。',
      go_in: 'おはいり ください。',
      wait_for_staff: 'かかりいんを おまち ください。',
      fever: 'おまち ください。かかりいんが もういちど はかります。',
    },
  },
  zh: {
    voice: 'cmn-latn-pinyin',
    wordsPerMinute: 150,
    pitch: 45,
    sentences: {
      come_closer: 'qing3 zai4 kao4 jin4 yi4 dian3.',
      step_back: 'qing3 shao1 wang3 hou4 tui4, kan4 zhe5 she4 xiang4 tou2.',
      put_on_mask: 'qing3 dai4 shang4 kou3 zhao4.',
      cover_nose: 'qing3 yong4 kou3 zhao4 zhe1 zhu4 kou3 bi2.',
      near_left: 'qing3 jiang1 e2 tou2 kao4 jin4 zuo3 ce4 de5 chuan2 gan3 qi4.',
      near_right: 'qing3 jiang1 e2 tou2 kao4 jin4 you4 ce4 de5 chuan2 gan3 qi4.',
      near_above: 'qing3 jiang1 e2 tou2 kao4 jin4 shang4 fang1 de5 chuan2 gan3 qi4.',
      near_below: 'qing3 jiang1 e2 tou2 kao4 jin4 xia4 fang1 de5 chuan2 gan3 qi4.',
      go_in: 'qing3 jin4.',
      wait_for_staff: 'qing3 deng3 hou4 gong1 zuo4 ren2 yuan2.',
      fever: 'qing3 zai4 ci3 shao1 hou4. gong1 zuo4 ren2 yuan2 hui4 zai4 ci4 ce4 liang2.',
    },
  },
};

const named = process.argv.slice(2);
const here = join(import.meta.dirname, 'recordings');
const folder = mkdtempSync(join(tmpdir(), 'kf99-prompts-'));
try {
  for (const [language, { voice, wordsPerMinute, pitch, sentences }] of Object.entries(VOICES)) {
    mkdirSync(join(here, language), { recursive: true });
    for (const prompt of PROMPTS) {
      if (named.length > 0 && !named.includes(prompt)) continue;
      const spoken = join(folder, 'spoken.wav');
      const level = join(folder, 'level.wav');
      const output = join(here, language, `${prompt}.opus`);
      const options = ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch)];
      execFileSync('espeak-ng', [...options, '-w', spoken, sentences[prompt]]);
      // The hiss and boom below and above the voice go; silence at both ends goes; all are equally loud.
      execFileSync('sox', [
        ...[
          spoken,
          level,
          'highpass',
          '90',
          'lowpass',
          '7000',
          'silence',
          '1',
          '0.01',
          '0.5%',
          'fade',
          '0.01',
        ],
        ...['reverse', 'silence', '1', '0.01', '0.5%', 'fade', '0.03', 'reverse', 'gain', '-n', '-3'],
      ]);
      execFileSync('opusenc', ['--quiet', '--speech', '--bitrate', '24', '--serial', '1', level, output]);
      console.log(`${language} ${prompt}: ${statSync(output).size} bytes`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
