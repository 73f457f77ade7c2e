import type { ComponentType } from 'preact';
import type { Role, ServerRole } from '../../../edge-server/contract/access.ts';
import type { Language } from '../../shared/messages/text.ts';
import type { App } from '../app/app.ts';
import type { Sign } from '../components/icons.tsx';

/** What the module of a page exports. */
export interface PageModule {
  Page: ComponentType<{ app: App }>;
}

export interface PageEntry {
  /** First part of the path: `/admin/<name>`. */
  name: string;
  title: Record<Language, string>;
  sign: Sign;
  /** Who may open it: `viewer` is everybody who is logged in. */
  role: Role;
  /** On which server it has something to show. */
  servers: readonly ServerRole[];
  load(): Promise<PageModule>;
}

const KIOSK: readonly ServerRole[] = ['edge'];
const BOTH: readonly ServerRole[] = ['edge', 'fleet'];

/** The pages in the order of the navigation; the first one is that of `/admin/`. README.md says how to add one. */
export const PAGES: readonly [PageEntry, ...PageEntry[]] = [
  {
    name: 'now',
    title: { ko: '현황', en: 'Now' },
    sign: 'now',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/now/page.tsx'),
  },
  {
    name: 'statistics',
    title: { ko: '통계', en: 'Statistics' },
    sign: 'statistics',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/statistics/page.tsx'),
  },
  {
    name: 'visits',
    title: { ko: '방문 기록', en: 'Visits' },
    sign: 'visits',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/visits/page.tsx'),
  },
  {
    name: 'alarms',
    title: { ko: '알람', en: 'Alarms' },
    sign: 'alarms',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/alarms/page.tsx'),
  },
  {
    name: 'devices',
    title: { ko: '기기', en: 'Devices' },
    sign: 'devices',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/devices/page.tsx'),
  },
  {
    name: 'settings',
    title: { ko: '설정', en: 'Settings' },
    sign: 'settings',
    role: 'viewer',
    servers: KIOSK,
    load: () => import('../pages/settings/page.tsx'),
  },
  {
    name: 'people',
    title: { ko: '사람', en: 'People' },
    sign: 'people',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/people/page.tsx'),
  },
];
