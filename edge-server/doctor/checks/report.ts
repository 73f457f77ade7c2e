import { LastReport } from '../../contract/index.ts';
import { REPORT_KEY } from '../../reports/reports.ts';
import { readMeta } from '../../store/db/meta.ts';
import { type Check, type Finding, ok, warn } from './finding.ts';
import { readStore } from './read-store.ts';

const CHECK = 'report';
const SEND = 'Then send it from the admin page: Statistics, Weekly report.';

/** Whether the weekly report reaches somebody, by what became of the last one. */
export const report: Check = ({ config }) =>
  readStore(config.data, (database) => {
    const stored = readMeta(database, REPORT_KEY);
    const last = LastReport.nullable().parse(stored === null ? null : JSON.parse(stored));
    if (last === null) return [];
    const receivers = database
      .prepare("select count(*) as n from ways where json_extract(body, '$.report') in ('also', 'only')")
      .get() as { n: number };
    if (receivers.n === 0 && config.reportFolder === null) {
      const todo = 'Name an e-mail way for it (Alarms, Who is told), or set KF99_REPORT_FOLDER.';
      return [warn(CHECK, 'The weekly report is switched on, and nobody gets it.', todo)];
    }
    if (last.made_at === null) return [ok(CHECK, 'The weekly report waits for its first day.')];
    return found(last);
  });

function found({ week, file, mails }: LastReport): Finding[] {
  const name = `The report of the week of ${week}`;
  const bad = mails.flatMap(({ way, error }) =>
    error === null
      ? []
      : [warn(CHECK, `${name} was not taken by way ${way}: ${error}`, `Mend what it says. ${SEND}`)],
  );
  if (file !== null && file.error !== null) {
    const todo = `Let the server's user write into KF99_REPORT_FOLDER. ${SEND}`;
    bad.push(warn(CHECK, `${name} could not be kept as a file: ${file.error}`, todo));
  }
  if (bad.length > 0) return bad;
  const sent = mails.filter(({ sent_at }) => sent_at !== null).length;
  const kept =
    file === null ? '' : file.kept_at === null ? ', and is being kept as a file' : ', and kept as a file';
  return [ok(CHECK, `${name} was sent by ${sent} of ${mails.length} e-mail ways${kept}.`)];
}
