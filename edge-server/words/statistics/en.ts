import type { ko } from './ko.ts';

export const en: Record<keyof typeof ko, string> = {
  previous: 'Period before',
  attempts: 'Attempts',
  visitors: 'Visitors',
  pass_share: 'Let in, of all decided',
  p50: 'Time to verdict, median',
  p99: 'Time to verdict, 99% within',
  seconds: '{value} s',
  change: 'before: {before}',
  by_time: 'Verdicts over time',
  none: 'No visits in this range',
  reasons: 'Attempts by reason to deny or adjust',
  reasons_none: 'No verdict had a reason',
  masks: 'Attempts by mask',
  name: 'What',
  count: 'Count',
  share: 'Share',
  temperature: 'Attempts by temperature',
  temperature_label: '°C (estimated)',
  temperature_missing: '{n} {n|attempt|attempts} without a temperature',
  temperature_broken:
    '{n} {n|attempt|attempts} without a temperature, {broken} of them with the thermometer broken',
  heat: 'Attempts by weekday and hour',
  weekday: 'Weekday',
  hour: 'Hour',
};
