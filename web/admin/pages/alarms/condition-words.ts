import { alarmText } from '../../../../edge-server/words/alarms/index.ts';
import { LANGUAGE_NAMES } from '../../../../edge-server/words/language.ts';
import { en as sharedEn } from '../../../../edge-server/words/terms/en.ts';
import { ko as sharedKo } from '../../../../edge-server/words/terms/ko.ts';
import { translator } from '../../../../edge-server/words/text.ts';
import { language } from '../../../shared/language.ts';

const ko = {
  verdict: '판정',
  reasons: '이유',
  temperature: '체온 (°C)',
  estimate: '보정한 체온 (°C)',
  ambient: '주변 온도 (°C)',
  distance_mm: '거리 (mm)',
  simulated: '모의 자료',
  mask: '마스크',
  ispass: '들여보냄',
  server_ms: '서버가 걸린 시간 (ms)',
  status: '상태',
  'parts.thermometer.state': '온도계 상태',
  'parts.sync.lag_ms': '클라우드로 밀린 시간 (ms)',
  'parts.disk.free_bytes': '남은 디스크 (바이트)',
  'parts.door.locked': '문이 잠김',
  screen: '화면',
  language: '방문자의 언어',
  code: '알람',
  change: '일어난 일',
  severity: '심각도',
  count: '횟수',
  true: '예',
  false: '아니요',
  ok: '정상',
  degraded: '주의',
  down: '고장',
  opened: '열림',
  repeated: '다시 일어남',
  acknowledged: '확인됨',
  reopened: '확인 취소',
  cleared: '끝남',
  warning: '주의',
  critical: '심각',
} as const;

const en: Record<keyof typeof ko, string> = {
  verdict: 'Verdict',
  reasons: 'Reasons',
  temperature: 'Temperature (°C)',
  estimate: 'Corrected temperature (°C)',
  ambient: 'Ambient (°C)',
  distance_mm: 'Distance (mm)',
  simulated: 'Simulated',
  mask: 'Mask',
  ispass: 'Let in',
  server_ms: 'Time of the server (ms)',
  status: 'State',
  'parts.thermometer.state': 'State of the thermometer',
  'parts.sync.lag_ms': 'Behind the cloud by (ms)',
  'parts.disk.free_bytes': 'Free on the disk (bytes)',
  'parts.door.locked': 'Door is locked',
  screen: 'Screen',
  language: 'Language of the visitor',
  code: 'Alarm',
  change: 'What happened',
  severity: 'Severity',
  count: 'How often',
  true: 'yes',
  false: 'no',
  ok: 'Fine',
  degraded: 'Needs attention',
  down: 'Broken',
  opened: 'opened',
  repeated: 'happened again',
  acknowledged: 'acknowledged',
  reopened: 'acknowledgement taken back',
  cleared: 'over',
  warning: 'Warning',
  critical: 'Critical',
};

const words = translator({ ko, en }, () => language.value);
const shared = translator({ ko: sharedKo, en: sharedEn }, () => language.value);

/** What a field of a condition is called; its own name where it has none. */
export function fieldWords(field: string): string {
  return Object.hasOwn(ko, field) ? words(field as keyof typeof ko) : field;
}

/** What a value of a field is called; the value itself where it has no name. */
export function valueWords(field: string, value: string): string {
  if (field === 'code') return alarmText(value)?.title[language.value] ?? value;
  if (field === 'language') return LANGUAGE_NAMES[value as keyof typeof LANGUAGE_NAMES] ?? value;
  const key = `${field === 'reasons' ? 'reason' : field}_${value}`;
  if (Object.hasOwn(sharedKo, key)) return shared(key as 'verdict_pass');
  return fieldWords(value);
}
