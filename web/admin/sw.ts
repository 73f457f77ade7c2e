/**
 * The service worker of staff's pages: shows what Web Push brings while no page is open, and leads from it into the page.
 * It keeps nothing and answers no request; the server that is away is told by the page itself.
 */
import type { PushMessage } from '../../edge-server/contract/push.ts';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const VIBRATION_MS = [300, 120, 300, 120, 300];

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('push', (event) => {
  const message = event.data?.json() as PushMessage | undefined;
  if (message) event.waitUntil(show(message));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { path: string }).path));
});

async function show({ title, body, tag, path }: PushMessage): Promise<void> {
  // A later one of the same kind takes its place, and rings again; it stays until somebody has seen it.
  const options = { body, tag, renotify: true, requireInteraction: true, vibrate: VIBRATION_MS };
  await worker.registration.showNotification(title, {
    ...options,
    icon: '/admin/icon-192.png',
    data: { path },
  });
  await navigator.setAppBadge?.().catch(() => undefined);
}

/** The page that is open already, else a new one. */
async function open(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (page === undefined) {
    await worker.clients.openWindow(path);
    return;
  }
  await page.focus();
  await page.navigate(path).catch(() => undefined);
}
