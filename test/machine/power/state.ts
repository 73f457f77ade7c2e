import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { paths } from '../../../edge-server/common/data-folder.ts';
import { Kiosk } from './kiosk.ts';
import { mounted } from './logged-disk.ts';

/** A visit that was answered, and the moment by which the answer was there: bytes of the log of the disk's writes. */
export interface Answered {
  id: string;
  body: string;
  answer: string;
  moment: number;
}

/** What is wrong with a disk after a power cut; empty when nothing is. */
export interface Faults {
  missing: string[];
  damaged: string[];
  page: string[];
}

/** How many of the last answered visits are asked for again, by the letter. */
const ASKED_AGAIN = 5;

/** Looks at a disk as a power cut left it: the file system, the store, and the kiosk that comes up from it. */
export async function examine(disk: string, answered: readonly Answered[], port: number): Promise<Faults> {
  const faults: Faults = { missing: [], damaged: [], page: [] };
  await mounted(disk, async (folder) => {
    const store = new DatabaseSync(paths.database(`${folder}/data`));
    try {
      const sound = store.prepare('pragma integrity_check').get() as { integrity_check: string };
      if (sound.integrity_check !== 'ok') faults.damaged.push(`store: ${sound.integrity_check}`);
      const there = store.prepare('select 1 from visits where id = ?');
      for (const { id } of answered) if (!there.get(id)) faults.missing.push(id);
    } catch (error) {
      faults.damaged.push(`store: ${(error as Error).message}`);
    } finally {
      store.close();
    }
    const kiosk = new Kiosk(folder, port);
    try {
      await kiosk.live();
      for (const { id, body, answer } of answered.slice(-ASKED_AGAIN)) {
        const again = await kiosk.post(body);
        if (again !== answer) faults.damaged.push(`${id}: answered ${answer}, now ${again}`);
      }
    } catch (error) {
      faults.page.push((error as Error).message.slice(0, 300));
    } finally {
      await kiosk.end();
    }
  });
  const check = spawnSync('e2fsck', ['-fn', disk], { encoding: 'utf8', timeout: 60_000 });
  if (check.status !== 0) faults.damaged.push(`file system: ${check.stdout.slice(-300)}`);
  return faults;
}
