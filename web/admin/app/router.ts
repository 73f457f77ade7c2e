import { type ReadonlySignal, signal } from '@preact/signals';

/** Where a person is: `/admin/visits/0199...?verdict=deny` is page `visits`, rest `['0199...']`, and the query. */
export interface Place {
  page: string;
  rest: readonly string[];
  query: URLSearchParams;
}

const BASE = '/admin/';

/** What a test replaces. */
export interface Bar {
  href(): string;
  push(path: string): void;
  replace(path: string): void;
}

const browserBar: Bar = {
  href: () => location.href,
  push: (path) => history.pushState(null, '', path),
  replace: (path) => history.replaceState(null, '', path),
};

/**
 * The address bar as a signal. The address is the only home of what a page shows (page, range, filters), so that a
 * link, the back button and a reload all lead to the same view.
 */
export class Router {
  readonly place: ReadonlySignal<Place>;
  readonly #place = signal<Place>({ page: '', rest: [], query: new URLSearchParams() });
  readonly #bar: Bar;
  readonly #first: string;

  /** @param first the page of the bare `/admin/` */
  constructor(first: string, bar: Bar = browserBar) {
    this.place = this.#place;
    this.#first = first;
    this.#bar = bar;
  }

  /** Reads the address: at the start and after the back button. */
  read(): void {
    const place = placeOf(this.#bar.href());
    if (place.page === '') {
      this.replace(hrefOf(this.#first, [], Object.fromEntries(place.query)));
      return;
    }
    this.#place.value = place;
  }

  /** Goes to an address of this page, as a link does. */
  go(href: string): void {
    this.#bar.push(href);
    this.read();
  }

  /** Changes the address without a step for the back button. */
  replace(href: string): void {
    this.#bar.replace(href);
    this.read();
  }

  /**
   * Changes parts of the query; null removes one.
   * @param step whether the back button undoes it: a chosen range, but not each typed letter
   */
  query(changes: Readonly<Record<string, string | null>>, step: boolean): void {
    const { page, rest, query } = this.#place.value;
    const next = Object.fromEntries(query);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === '') delete next[key];
      else next[key] = value;
    }
    const href = hrefOf(page, rest, next);
    if (step) this.go(href);
    else this.replace(href);
  }
}

/** The address of a page. */
export function hrefOf(
  page: string,
  rest: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): string {
  const path = BASE + [page, ...rest].map(encodeURIComponent).join('/');
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

export function placeOf(href: string): Place {
  const { pathname, searchParams } = new URL(href);
  const [page = '', ...rest] = pathname.slice(BASE.length).split('/').filter(Boolean).map(decode);
  return { page, rest, query: searchParams };
}

/** A path that somebody typed may be no valid encoding; it is then a page that nobody knows. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
