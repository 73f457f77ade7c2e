import type { ComponentChildren } from 'preact';

/** Signs that say without colour what a colour says. They stand beside words, so screen readers skip them. */
const PATHS = {
  pass: <path d="M4 10.5 8.2 15 16 6" />,
  deny: <path d="m5 5 10 10M15 5 5 15" />,
  adjust: <path d="M10 4v7.5M10 15.5v.1" />,
  staff: <path d="M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.6-3.2 3-5 6-5s5.4 1.8 6 5" />,
  off: <path d="M5 10h10" />,
  waiting: <path d="M10 3.500a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 6.500V10l2.5 2" />,
  synced: (
    <path d="M6 15.500a3.5 3.5 0 0 1-.4-7 5 5 0 0 1 9.6 1 3 3 0 0 1-.7 6M10 16.500v-6m-2.3 2.200L10 10.300l2.3 2.4" />
  ),
  now: <path d="M3 11h3l2-6 4 11 2-5h3" />,
  statistics: <path d="M4 16V9M10 16V4M16 16v-5" />,
  visits: <path d="M4 5h12M4 10h12M4 15h8" />,
  alarms: <path d="M5 14.500h10l-1.200-2V9a3.8 3.8 0 0 0-7.600 0v3.500ZM8.500 17h3" />,
  devices: <path d="M4 4.500h12v8H4ZM7.500 16h5M10 12.500V16" />,
  settings: <path d="M4 6h6M14 6h2M12 4v4M4 14h2M10 14h6M8 12v4" />,
  people: (
    <path d="M8 9a2.5 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM3.500 16c.4-2.800 2.200-4.300 4.500-4.300s4.100 1.500 4.500 4.300M13 4.500a2.300 2.300 0 0 1 0 4.300M14.500 12c1.300.6 2 2 2.200 4" />
  ),
  more: <path d="M4.500 10h.1M10 10h.1M15.500 10h.1" />,
  simulated: (
    <path d="M8 3.500h4M9 3.500v5l-4.5 7a.7.7 0 0 0 .6 1h9.800a.7.7 0 0 0 .6-1L11 8.500v-5M7 13h6" />
  ),
} satisfies Record<string, ComponentChildren>;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      {PATHS[name]}
    </svg>
  );
}
