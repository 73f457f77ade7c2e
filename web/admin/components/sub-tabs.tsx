import type { App } from '../app/app.ts';
import { hrefOf } from '../app/router.ts';
import './sub-tabs.css';

interface SubTabsProps {
  app: App;
  page: string;
  label: string;
  /** The first one is that of the bare page; `path` is the address's next part. */
  tabs: readonly { path: string; title: string }[];
  /** What all views are of, as it stands in the address. */
  query?: Readonly<Record<string, string>>;
}

/** Views of one page, each with an address of its own. */
export function SubTabs({ app, page, label, tabs, query }: SubTabsProps) {
  const current = app.router.place.value.rest[0] ?? '';
  return (
    <nav class="sub-tabs" aria-label={label}>
      <ul>
        {tabs.map(({ path, title }) => (
          <li key={path}>
            <a
              href={hrefOf(page, path ? [path] : [], query)}
              {...(path === current && { 'aria-current': 'page' as const })}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
