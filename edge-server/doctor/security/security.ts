import { certificate } from '../checks/certificate.ts';
import type { Checks } from '../checks/finding.ts';
import { dataFiles, oldStores, secretFiles } from './files.ts';
import { open, plain } from './network.ts';
import { fleet, pairings, people, tokens } from './people.ts';
import { units, user } from './units.ts';

/** What `doctor --security` looks at: who can get at what, and since when. */
export const SECURITY: Checks = {
  user,
  files: dataFiles,
  aside: oldStores,
  secrets: secretFiles,
  units,
  listeners: open,
  plain,
  tls: certificate,
  people,
  tokens,
  pairings,
  fleet,
};
