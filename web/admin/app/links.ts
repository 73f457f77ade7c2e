import type { Router } from './router.ts';

/**
 * Lets ordinary links of the admin page change the view without loading the document again. What a browser does
 * with a link stays: another tab by Ctrl or the middle button, a download, another site.
 * @returns what ends it
 */
export function followLinks(router: Router): () => void {
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !url.pathname.startsWith('/admin/')) return;
    event.preventDefault();
    if (url.href !== location.href) router.go(url.pathname + url.search);
  };
  const onBack = (): void => router.read();
  addEventListener('click', onClick);
  addEventListener('popstate', onBack);
  return () => {
    removeEventListener('click', onClick);
    removeEventListener('popstate', onBack);
  };
}
