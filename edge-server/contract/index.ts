/** What page, server, sync worker and tests agree on. Everything imports it; it imports only the names of labels and backends. */
export * from './access.ts';
export * from './admin.ts';
export * from './alarms.ts';
export * from './calibration.ts';
export * from './camera.ts';
export * from './events.ts';
export * from './evidence.ts';
export * from './health.ts';
export * from './history.ts';
export * from './ids.ts';
export * from './mask.ts';
export * from './problem.ts';
export * from './reading.ts';
export * from './settings.ts';
export * from './steps.ts';
export * from './verdict.ts';
export * from './vision.ts';
