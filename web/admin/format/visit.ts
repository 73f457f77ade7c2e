import type { VisitList } from '../../../edge-server/contract/admin.ts';

export type VisitRow = VisitList['visits'][number];
