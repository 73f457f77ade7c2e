import type { ComponentType } from 'preact';
import type { Role, ServerRole } from '../../../edge-server/contract/access.ts';
import type { App } from '../app/app.ts';
import type { IconName } from '../components/icons.tsx';

/** What the module of a page exports. */
export interface PageModule {
  Page: ComponentType<{ app: App }>;
}

export type PageName =
  | 'now'
  | 'guide'
  | 'statistics'
  | 'visits'
  | 'alarms'
  | 'devices'
  | 'settings'
  | 'people';

export interface Route {
  /** First part of the path: `/admin/<name>`; its title is the message `page_<name>`. */
  name: PageName;
  icon: IconName;
  /** Who may open it: `viewer` is everybody who is logged in. */
  role: Role;
  /** Not in the navigation: another page leads to it. */
  hidden?: true;
  /** On which server it has something to show. */
  servers: readonly ServerRole[];
  load(): Promise<PageModule>;
}

const KIOSK: readonly ServerRole[] = ['edge'];
const BOTH: readonly ServerRole[] = ['edge', 'fleet'];

/** The pages in the order of the navigation; the first one is that of `/admin/`. README.md says how to add one. */
export const ROUTES: readonly [Route, ...Route[]] = [
  {
    name: 'now',
    icon: 'now',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/now/page.tsx'),
  },
  {
    name: 'statistics',
    icon: 'statistics',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/statistics/page.tsx'),
  },
  {
    name: 'visits',
    icon: 'visits',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/visits/page.tsx'),
  },
  {
    name: 'alarms',
    icon: 'alarms',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/alarms/page.tsx'),
  },
  {
    name: 'devices',
    icon: 'devices',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/devices/page.tsx'),
  },
  {
    name: 'settings',
    icon: 'settings',
    role: 'viewer',
    servers: KIOSK,
    load: () => import('../pages/settings/page.tsx'),
  },
  {
    name: 'people',
    icon: 'people',
    role: 'viewer',
    servers: BOTH,
    load: () => import('../pages/people/page.tsx'),
  },
  {
    name: 'guide',
    icon: 'settings',
    role: 'admin',
    hidden: true,
    servers: KIOSK,
    load: () => import('../pages/guide/page.tsx'),
  },
];
