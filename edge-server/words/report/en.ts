import type { ko } from './ko.ts';

export const en: Record<keyof typeof ko, string> = {
  title: 'Weekly report',
  subject: 'KF99 weekly report: {where}, {week} ({from} to {to})',
  days: '{from} to {to} ({week}) · {zone}',
  before: 'Period before: {from} to {to}',
  made: 'Made {at}',
  figures: 'The week in figures',
  value: 'Value',
  day: 'Day',
  nobody: 'It has counts only: nobody’s name, and no number of a visit.',
  attached: 'Charts and tables are in the attached files.',
};
