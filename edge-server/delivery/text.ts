import type { Notification } from '../contract/index.ts';
import { alarmText } from '../words/alarms/index.ts';
import type { StaffLanguage } from '../words/language.ts';

/** A message as a person reads it. It names nobody: kiosk, site, what it is, and where to look. */
export interface MessageText {
  title: string;
  /** Sentences, a line each. */
  lines: string[];
  link: string;
}

const WORDS = {
  en: {
    test: 'KF99: a test',
    test_line: 'This way works. Nobody has called.',
    cleared: 'over',
    rule: 'A rule of the site has fired.',
    open: 'Open',
  },
  ko: {
    test: 'KF99 시험',
    test_line: '이 방법으로 받을 수 있습니다. 아무도 부르지 않았습니다.',
    cleared: '끝남',
    rule: '사이트의 규칙이 작동했습니다.',
    open: '열기',
  },
} as const satisfies Record<StaffLanguage, Record<string, string>>;

/** The words of a notification in a language of staff. */
export function textOf(notification: Notification, language: StaffLanguage): MessageText {
  const { event, kiosk, site, rule, alarm, visit, links } = notification;
  const words = WORDS[language];
  const where = site === '' ? kiosk : `${site} · ${kiosk}`;
  if (event === 'test') return { title: words.test, lines: [words.test_line, where], link: links.admin };
  const told = alarm && alarmText(alarm.code);
  const link = visit === null ? links.alarms : (links.visit ?? links.alarms);
  if (rule !== null) {
    const title = rule.state === 'fired' ? rule.name : `${rule.name} (${words.cleared})`;
    return { title, lines: [words.rule, where], link };
  }
  return {
    title: told?.title[language] ?? alarm?.code ?? event,
    lines: [...(told ? [told.todo[language].replaceAll('`', '')] : []), where],
    link,
  };
}
