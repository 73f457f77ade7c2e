import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type App, isFleet } from '../../app/app.ts';
import { hrefOf } from '../../app/router.ts';
import { wide } from '../../app/wide.ts';
import { Skeleton } from '../../components/async-view.tsx';
import { Empty, ErrorView } from '../../components/error-view.tsx';
import { Unreadable } from '../../components/unread.tsx';
import { failureWords } from '../../format/failure.ts';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';
import { VisitLine } from './visit-line.tsx';
import { MOST_ROWS, type VisitPages } from './visit-pages.ts';
import { rowByKey, shownRows } from './window.ts';

/** Heights of a line, as in visits-page.css. */
const WIDE_ROW = 48;
const NARROW_ROW = 92;

interface ListProps {
  app: App;
  pages: VisitPages;
  /** Whether the list leaves visits out. */
  narrowed: boolean;
}

/**
 * A list of any length of which only what is on the screen is in the document. Arrow keys, Page, Home and End move
 * through it; Tab enters and leaves it.
 */
export function List({ app, pages, narrowed }: ListProps) {
  const { rows, next, unreadable, busy, error, known } = pages.held.value;
  const rowHeight = wide.value ? WIDE_ROW : NARROW_ROW;
  const host = useRef<HTMLUListElement>(null);
  const shown = useSignal({ first: 0, end: 30 });
  const current = useSignal(0);
  const count = rows.length;

  useLayoutEffect(() => {
    const look = () => {
      const top = host.current?.getBoundingClientRect().top ?? 0;
      const now = shownRows(count, rowHeight, top, innerHeight);
      const { first, end } = shown.value;
      if (now.first !== first || now.end !== end) shown.value = now;
      if (now.end >= count - 50) void pages.more();
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [count, rowHeight, pages, next]);

  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    host.current?.querySelector<HTMLElement>(`[data-row="${current.value}"]`)?.focus({ preventScroll: true });
  });

  const onKey = (event: KeyboardEvent) => {
    const to = rowByKey(event.key, current.value, count, Math.floor(innerHeight / rowHeight) - 2);
    if (to === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    current.value = to;
    wanted.current = true;
    bringIntoView(host.current!, to, rowHeight);
  };

  if (!known) {
    if (error === null || error === 'login_required') return <Skeleton />;
    const [title, hint] = failureWords(error);
    return (
      <ErrorView title={title} hint={hint}>
        <button type="button" class="primary" onClick={() => void pages.refresh()}>
          {common('retry')}
        </button>
      </ErrorView>
    );
  }
  if (count === 0 && next === null) {
    return (
      <section class="card">
        {narrowed ? (
          <Empty title={t('none')} hint={t('none_hint')} />
        ) : (
          <Empty title={common('visits_none')} hint={common('visits_none_hint')} />
        )}
        <Unreadable n={unreadable} />
      </section>
    );
  }
  const fleet = isFleet(app);
  const { first, end } = shown.value;
  const active = Math.min(Math.max(current.value, first), Math.max(first, end - 1));
  return (
    <section class={`card visit-lines screen-only ${fleet ? 'of-fleet' : ''}`} aria-label={t('title')}>
      <ul ref={host} style={{ height: `${count * rowHeight}px` }} onKeyDown={onKey}>
        {rows.slice(first, end).map((row, i) => (
          <VisitLine
            key={row.id}
            row={row}
            index={first + i}
            count={next === null ? count : -1}
            top={(first + i) * rowHeight}
            active={first + i === active}
            href={hrefOf('visits', [row.id], Object.fromEntries(app.router.place.value.query))}
            zone={app.live.zone.value}
            ofKiosks={fleet}
            focused={() => (current.value = first + i)}
          />
        ))}
      </ul>
      <Unreadable n={unreadable} />
      <p class="hint list-end" role="status">
        {busy === 'more'
          ? common('loading')
          : count >= MOST_ROWS
            ? t('too_many', { n: MOST_ROWS })
            : next === null
              ? t('all', { n: count })
              : ''}
      </p>
    </section>
  );
}

/** Scrolls the page so far that a row can be seen, whether it is in the document or not. */
function bringIntoView(host: HTMLElement, row: number, rowHeight: number): void {
  const top = host.getBoundingClientRect().top + row * rowHeight;
  const margin = rowHeight * 1.5;
  if (top < margin) scrollBy(0, top - margin);
  else if (top + rowHeight > innerHeight - margin) scrollBy(0, top + rowHeight - innerHeight + margin);
}
