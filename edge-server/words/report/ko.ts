/** What only the weekly report says; its figures have the words of statistics. */
export const ko = {
  title: '주간 보고서',
  subject: 'KF99 주간 보고서: {where}, {week} ({from} – {to})',
  days: '{from} – {to} ({week}) · {zone}',
  before: '이전 기간: {from} – {to}',
  made: '{at}에 만듦',
  figures: '한 주의 숫자',
  value: '값',
  day: '날짜',
  nobody: '횟수만 있습니다. 누구의 이름도, 방문 번호도 없습니다.',
  attached: '그래프와 표는 첨부한 파일에 있습니다.',
} as const;
