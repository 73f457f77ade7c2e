import { ReportSent } from '../../../../edge-server/contract/report.ts';
import type { Api } from '../../../shared/api.ts';

/** ms that a mail server may take: what it says then is better than that the server is away. */
const MAIL_MS = 15_000;

/** Sends the last week's report to everybody who gets it; answers what came of each. */
export const sendReport = (api: Api): Promise<ReportSent> =>
  api.send('POST', '/api/admin/report/send', ReportSent, {}, MAIL_MS);
