import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ALARM_CODES } from '../../edge-server/contract/alarms.ts';
import { MQTT_TOPICS, stateTopic, statusTopic } from '../../edge-server/contract/mqtt.ts';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('every alarm has a section that says what to do', () => {
  const sections = new Map(
    page('alarms.md')
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n')).trim()]),
  );
  for (const code of ALARM_CODES) assert.ok((sections.get(code) ?? '').length > 40, code);
});

test('every topic stands on the page of MQTT', () => {
  const text = page('mqtt.md');
  for (const topic of [...Object.values(MQTT_TOPICS), statusTopic('KIOSK'), stateTopic('KIOSK')]) {
    assert.ok(text.includes(`\`${topic}\``), topic);
  }
});
