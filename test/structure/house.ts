/**
 * The ways of imports. A top room may import the tops listed for it; inside a top, a room may import only rooms of
 * floors above it in its list (the first floor imports none of its siblings). Rooms of one floor don't know each
 * other. A new import that is refused is a question about the design: move the code down, or pass it in.
 */
export interface Top {
  /** Parts of other tops that it may import, each by the start of a path. */
  imports: readonly string[];
  /** Its rooms from the ground up; without floors only circles are looked for. */
  floors?: readonly (readonly string[])[];
}

export const HOUSE: Readonly<Record<string, Top>> = {
  'models/pipeline': { imports: [] },
  'models/training': {
    imports: ['models/pipeline'],
    floors: [
      ['common'],
      ['inference', 'kernels'],
      ['augment', 'dataset', 'drawing'],
      ['blazeface'],
      ['loop'],
      ['mask'],
      ['detector'],
    ],
  },
  'models/evaluation': { imports: ['models/pipeline', 'models/training'] },
  'firmware/simulator': { imports: [] },
  'edge-server': {
    imports: ['models/pipeline', 'firmware/simulator'],
    floors: [
      ['contract', 'pictures'],
      ['clock'],
      ['common', 'condition', 'statistics', 'words'],
      ['figures', 'models', 'software'],
      ['config'],
      ['store', 'thermometer'],
      ['access', 'alarms', 'metrics'],
      ['screening', 'settings'],
      ['captures', 'cloud', 'health'],
      ['thin-clients'],
      ['delivery', 'erase', 'mqtt', 'schema', 'sync'],
      ['reports'],
      ['doctor', 'notifications'],
      ['api'],
      ['fleet'],
      ['process'],
      ['main.ts'],
    ],
  },
  'web/shared': { imports: ['edge-server/contract', 'edge-server/words'] },
  'web/kiosk': {
    imports: ['web/shared', 'edge-server/contract', 'edge-server/words', 'models/pipeline'],
    floors: [
      ['messages', 'replay', 'sound', 'visit'],
      ['vision'],
      ['camera'],
      ['server'],
      ['screens'],
      ['fonts', 'app.ts'],
      ['main.tsx'],
      ['early.ts'],
    ],
  },
  'web/admin': {
    imports: ['web/shared', 'edge-server/contract', 'edge-server/figures', 'edge-server/words'],
    floors: [
      ['messages', 'state'],
      ['format'],
      ['app'],
      ['components'],
      ['pages'],
      ['layout'],
      ['main.tsx', 'sw.ts'],
    ],
  },
  // The recordings are in the form that the kiosk's replay reads.
  'test/harness': { imports: ['web/kiosk/replay'] },
};
