import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type App, isAdmin } from '../app/app.ts';
import { hrefOf } from '../app/router.ts';
import { Skeleton } from '../components/async-view.tsx';
import { ErrorView } from '../components/error-view.tsx';
import { t } from '../messages/text.ts';
import { ROUTES, type Route } from './routes.ts';

/** `entry` null: an address that leads to no page. */
interface OutletProps {
  app: App;
  entry: Route | null;
}

/**
 * Shows a page once somebody has logged in and its code is there. It stays when a session ends, with everything
 * that was typed, under the log-in.
 */
export function Outlet({ app, entry }: OutletProps) {
  const [page, setPage] = useState<ComponentType<{ app: App }> | null>(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const [entered, setEntered] = useState(false);
  const { at } = app.session.state.value;
  useEffect(() => {
    if (at === 'in') setEntered(true);
  }, [at]);
  useEffect(() => {
    let gone = false;
    setFailed(false);
    entry?.load().then(
      ({ Page }) => !gone && setPage(() => Page),
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [entry, tries]);

  if (entry === null || !entry.servers.includes(app.session.server.value)) return <Nowhere />;
  if (at === 'in' && entry.role === 'admin' && !isAdmin(app)) return <Forbidden />;
  if (failed) return <Broken retry={() => setTries(tries + 1)} />;
  if (!entered || page === null) return at === 'out' || at === 'unset' || at === 'code' ? null : <Skeleton />;
  const Page = page;
  return (
    <Boundary>
      <Page app={app} />
    </Boundary>
  );
}

function Nowhere() {
  return (
    <ErrorView title={t('no_page')} hint={t('no_page_hint')}>
      <a class="primary button" href={hrefOf(ROUTES[0].name)}>
        {t('no_page_go')}
      </a>
    </ErrorView>
  );
}

function Forbidden() {
  return <ErrorView title={t('admins_only')} hint={t('admins_only_hint')} />;
}

function Broken({ retry }: { retry: () => void }) {
  return (
    <ErrorView title={t('failed')} hint={t('failed_page')}>
      <button type="button" class="primary" onClick={retry}>
        {t('retry')}
      </button>
    </ErrorView>
  );
}

/** A fault of one page leaves the frame standing, so that the others can still be reached. */
class Boundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ broken: true });
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return <Broken retry={() => this.setState({ broken: false })} />;
  }
}
