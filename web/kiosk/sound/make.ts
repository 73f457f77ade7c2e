/**
 * Makes the spoken prompts: eSpeak NG reads each sentence, and Opus packs it. Chromium on the Pi has no voice of
 * its own, so they are made once and committed.
 *
 *   apt-get install espeak-ng sox opus-tools
 *   npm run prompts
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
      put_on_mask: '마스크를 써 주세요.',
      cover_nose: '마스크로 코와 입을 모두 가려 주세요.',
      forehead: '이마를 센서에 가까이 대 주세요.',
      go_in: '들어가세요.',
      wait_for_staff: '직원을 기다려 주세요.',
      confirm_fever: '의료용 체온계로 다시 확인해 주세요.',
    },
  },
  en: {
    voice: 'en-gb',
    wordsPerMinute: 150,
    pitch: 45,
    sentences: {
      come_closer: 'Please come closer.',
      put_on_mask: 'Please put on a mask.',
      cover_nose: 'Please cover your nose and mouth with the mask.',
      forehead: 'Please hold your forehead to the sensor.',
      go_in: 'Please go in.',
      wait_for_staff: 'Please wait for a member of staff.',
      confirm_fever: 'Please confirm with a clinical thermometer.',
    },
  },
  ja: {
    voice: 'ja',
    wordsPerMinute: 150,
    pitch: 45,
    sentences: {
      come_closer: 'もうすこし ちかづいて ください。',
      put_on_mask: 'マスクを つけて ください。',
      cover_nose: 'マスクで はなと くちを おおって ください。',
      forehead: 'おでこを センサーに ちかづけて ください。',
      go_in: 'おはいり ください。',
      wait_for_staff: 'かかりいんを おまち ください。',
      confirm_fever: 'いりょうようの たいおんけいで かくにん して ください。',
    },
  },
  zh: {
    voice: 'cmn-latn-pinyin',
    wordsPerMinute: 150,
    pitch: 45,
    sentences: {
      come_closer: 'qing3 zai4 kao4 jin4 yi4 dian3.',
      put_on_mask: 'qing3 dai4 shang4 kou3 zhao4.',
      cover_nose: 'qing3 yong4 kou3 zhao4 zhe1 zhu4 kou3 bi2.',
      forehead: 'qing3 ba3 e2 tou2 kao4 jin4 chuan2 gan3 qi4.',
      go_in: 'qing3 jin4.',
      wait_for_staff: 'qing3 deng3 hou4 gong1 zuo4 ren2 yuan2.',
      confirm_fever: 'qing3 yong4 yi1 yong4 ti3 wen1 ji4 zai4 ci4 que4 ren4.',
    },
  },
};

const here = join(import.meta.dirname, 'recordings');
const folder = mkdtempSync(join(tmpdir(), 'kf99-prompts-'));
try {
  for (const [language, { voice, wordsPerMinute, pitch, sentences }] of Object.entries(VOICES)) {
    mkdirSync(join(here, language), { recursive: true });
    for (const prompt of PROMPTS) {
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
