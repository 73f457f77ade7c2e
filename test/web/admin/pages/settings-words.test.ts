import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en as enSettings } from '../../../../edge-server/words/settings/en.ts';
import { ko as koSettings } from '../../../../edge-server/words/settings/ko.ts';
import { KOREAN_HOLIDAYS, offersKorea } from '../../../../web/admin/pages/settings/korea.ts';
import { en, ko } from '../../../../web/admin/pages/settings/messages.ts';

test('the help of a setting is true wherever the field stands, and in the words of its own choices', () => {
  for (const [{ keys }, words] of [
    [enSettings, en],
    [koSettings, ko],
  ] as const) {
    assert.ok(keys.holidays.help.includes(keys.policyPeriods.title), keys.holidays.help);
    for (const choice of [words.yes, words.no]) assert.ok(keys.voice.help.includes(`${choice}:`), choice);
  }
});

test('the holidays of Korea are offered to sites in Korea that lack one', () => {
  assert.equal(offersKorea([], 'Asia/Seoul'), true);
  assert.equal(offersKorea(['12-25'], 'ROK'), true);
  assert.equal(offersKorea([], 'Europe/London'), false);
  assert.equal(offersKorea(['12-24', ...KOREAN_HOLIDAYS], 'Asia/Seoul'), false);
});
