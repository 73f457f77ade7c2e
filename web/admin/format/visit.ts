import type { VisitList } from '../../../edge-server/contract/visit-query.ts';

export type VisitRow = VisitList['visits'][number];
