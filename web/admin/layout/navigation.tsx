import { useEffect, useRef } from 'preact/hooks';
import logo from '../../shared/favicon.svg';
import { type App, isAdmin, isFleet } from '../app/app.ts';
import { hrefOf } from '../app/router.ts';
import { Icon } from '../components/icons.tsx';
import { t } from '../messages/text.ts';
import { Account } from './account.tsx';
import { ROUTES, type Route } from './routes.ts';

/** Places at the bottom of a phone; with more pages the last one is a list of the others. */
const TAB_PLACES = 5;

interface NavigationProps {
  app: App;
  current: string;
}

/** The navigation at the side of a desktop. */
export function Side({ app, current }: NavigationProps) {
  return (
    <header class="side">
      <Brand app={app} />
      <nav aria-label={t('pages')}>
        <ul class="nav-list">
          {pagesFor(app).map((page) => (
            <Item key={page.name} app={app} page={page} current={current} />
          ))}
        </ul>
      </nav>
      <Account app={app} />
    </header>
  );
}

/** The navigation at the bottom of a phone; its last place opens the rest and the person's choices. */
export function Tabs({ app, current }: NavigationProps) {
  const pages = pagesFor(app);
  const more = useRef<HTMLDivElement>(null);
  const first = pages.slice(0, TAB_PLACES - 1);
  const rest = pages.slice(first.length);
  useEffect(() => {
    if (more.current?.matches(':popover-open')) more.current.hidePopover();
  }, [current]);
  return (
    <nav class="tabs" aria-label={t('pages')}>
      <ul class="tab-list">
        {first.map((page) => (
          <Item key={page.name} app={app} page={page} current={current} />
        ))}
        <li>
          <button
            type="button"
            popovertarget="more"
            class={rest.some(({ name }) => name === current) ? 'current' : ''}
          >
            <Icon name="more" />
            <span>{t('more')}</span>
          </button>
        </li>
      </ul>
      <div id="more" class="more" popover="auto" ref={more}>
        <Brand app={app} />
        <ul class="nav-list">
          {rest.map((page) => (
            <Item key={page.name} app={app} page={page} current={current} />
          ))}
        </ul>
        <Account app={app} />
      </div>
    </nav>
  );
}

function Item({ app, page, current }: NavigationProps & { page: Route }) {
  const rings = page.name === 'alarms' ? app.bell.ringing.value.length : 0;
  return (
    <li>
      <a href={hrefOf(page.name)} aria-current={page.name === current ? 'page' : undefined}>
        <Icon name={page.icon} />
        <span>{t(`page_${page.name}`)}</span>
        {rings > 0 && (
          <span class="rings">
            <span aria-hidden="true">{rings}</span>
            <span class="unseen">{t('rings', { n: rings })}</span>
          </span>
        )}
      </a>
    </li>
  );
}

/** Whose pages these are: the site's name, where it has one, and the kiosk's. */
function Brand({ app }: { app: App }) {
  const id = app.live.health.value.data?.kiosk_id;
  const kiosk = isFleet(app) ? t('fleet') : id && t('kiosk', { id });
  return (
    <div class="brand">
      <img src={logo} alt="" width="36" height="36" />
      <div>
        <strong>
          <bdi>{app.live.settings.value?.siteName || t('title')}</bdi>
        </strong>
        {kiosk && <span class="kiosk-name">{kiosk}</span>}
      </div>
    </div>
  );
}

/** A page that the person may not open, or that this server has nothing for, is not offered. */
function pagesFor(app: App): readonly Route[] {
  const server = app.session.server.value;
  return ROUTES.filter(
    ({ role, servers, hidden }) => !hidden && servers.includes(server) && (role === 'viewer' || isAdmin(app)),
  );
}
