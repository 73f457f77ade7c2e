import type { AlarmCode } from '../../contract/alarms.ts';

/** A file of one language; the type makes an alarm without words a compile error. */
export type AlarmWords = Record<AlarmCode, { title: string; means: string; todo: string }>;
