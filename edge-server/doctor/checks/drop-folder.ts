import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { type Check, fail, ok, warn } from './finding.ts';

const OTHERS_WRITE = 0o002;

/** Whether the server may take pictures out of the folder, and who may put some in. */
export const dropFolder: Check = async ({ config: { drop } }) => {
  if (drop === null) return [];
  const { folder, door } = drop;
  const todo = `Make it a folder that the server's user may read and write, and nobody but the camera's besides.`;
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const status = await stat(folder);
    if (!status.isDirectory()) return [fail('drop_folder', `${folder} is no folder.`, todo)];
    if (status.mode & OTHERS_WRITE) {
      const what = door ? 'make visits and open the door' : 'make visits';
      return [
        warn('drop_folder', `Every user of this machine may ${what} by ${folder}.`, `chmod o-w ${folder}`),
      ];
    }
    return [ok('drop_folder', `Pictures in ${folder} make visits${door ? ' and open the door' : ''}.`)];
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return [fail('drop_folder', `${folder} can't be used (${code}).`, todo)];
  }
};
