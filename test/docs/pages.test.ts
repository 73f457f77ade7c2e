import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alarmsPage } from '../../edge-server/alarms/document.ts';
import { ALARM_CODES } from '../../edge-server/contract/alarms.ts';
import { MQTT_TOPICS, stateTopic, statusTopic } from '../../edge-server/contract/mqtt.ts';
import { ALARM_TEXT } from '../../edge-server/words/alarms/index.ts';
import type { InEach } from '../../edge-server/words/language.ts';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('every alarm has a section that says what to do', () => {
  const sections = new Map(
    page('alarms.md')
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n')).trim()]),
  );
  for (const code of ALARM_CODES) assert.ok((sections.get(code) ?? '').length > 40, code);
  assert.equal(page('alarms.md'), alarmsPage(page('alarms.md')), 'run npm run docs:alarms');
});

test('an alarm has words in both languages', () => {
  for (const [code, text] of Object.entries(ALARM_TEXT)) {
    for (const { ko, en } of Object.values(text) as InEach[]) {
      assert.match(ko, /[가-힣]/, code);
      assert.match(en, /^[A-Z][^가-힣]*$/, code);
    }
  }
});

test('every topic stands on the page of MQTT', () => {
  const text = page('mqtt.md');
  for (const topic of [...Object.values(MQTT_TOPICS), statusTopic('KIOSK'), stateTopic('KIOSK')]) {
    assert.ok(text.includes(`\`${topic}\``), topic);
  }
});
