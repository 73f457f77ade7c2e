import { signal } from '@preact/signals';
import { type Phone, PushState } from '../../../edge-server/contract/push.ts';
import type { Api } from '../../shared/api.ts';

const WORKER = '/admin/sw.js';
/** A browser waits for its push service without an end where a firewall swallows what it sends. */
const ANSWER_MS = 20_000;

/**
 * What stands between this browser and Web Push: nothing (`ready`); the page is not over HTTPS, nor on this machine
 * (`insecure`); an iPhone wants it on its home screen first (`install`); the browser has none (`unsupported`); a person said
 * no to it (`denied`).
 */
export type PushAbility = 'ready' | 'insecure' | 'install' | 'unsupported' | 'denied';

/** What the browser says of itself; a test has its own. */
export function abilityOf(page: {
  secure: boolean;
  push: boolean;
  permission: string | null;
  apple: boolean;
}): PushAbility {
  if (!page.secure) return 'insecure';
  if (!page.push) return page.apple ? 'install' : 'unsupported';
  return page.permission === 'denied' ? 'denied' : 'ready';
}

/** Web Push in this browser: on, off, and whether it can be. */
export class Push {
  /** What is known of it; null before it was asked. */
  readonly state = signal<PushState | null>(null);
  /** SHA-256 of this browser's endpoint, by which it finds itself in the list; null while it is off. */
  readonly own = signal<string | null>(null);
  /** It is being switched on. */
  readonly busy = signal(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  get ability(): PushAbility {
    return abilityOf({
      secure: globalThis.isSecureContext,
      push: 'PushManager' in globalThis && 'serviceWorker' in navigator,
      permission: 'Notification' in globalThis ? Notification.permission : null,
      apple: /iPhone|iPad/.test(navigator.userAgent),
    });
  }

  /** This browser in the list of the person's phones; null while it is off. */
  get phone(): Phone | null {
    return this.state.value?.phones.find((phone) => phone.endpoint_sha256 === this.own.value) ?? null;
  }

  async load(): Promise<void> {
    this.state.value = await this.#api.get('/api/admin/push', PushState);
    if (this.ability === 'insecure' || this.ability === 'unsupported' || this.ability === 'install') return;
    const registration = await navigator.serviceWorker.getRegistration('/admin/');
    await this.#know((await registration?.pushManager.getSubscription()) ?? null);
  }

  /**
   * Asks the person, then the browser's push service, then tells the server.
   * @returns false when the person said no
   * @throws {Error} when the push service does not answer, or the server refuses it
   */
  async switchOn(): Promise<boolean> {
    this.busy.value = true;
    try {
      return await this.#switchOn();
    } finally {
      this.busy.value = false;
    }
  }

  async #switchOn(): Promise<boolean> {
    if ((await Notification.requestPermission()) !== 'granted') return false;
    const { key } = this.state.value ?? (await this.#api.get('/api/admin/push', PushState));
    const subscription = await within(ANSWER_MS, subscribe(key));
    const { endpoint, keys } = subscription.toJSON();
    const request = { endpoint, keys, browser: browserName(navigator.userAgent) };
    this.state.value = await this.#api.send('POST', '/api/admin/push', PushState, request);
    await this.#know(subscription);
    return true;
  }

  /** Ends it in this browser; the server has forgotten it already, or finds out when it writes next. */
  async switchOff(): Promise<void> {
    const registration = await navigator.serviceWorker.getRegistration('/admin/');
    const subscription = await registration?.pushManager.getSubscription();
    await subscription?.unsubscribe();
    this.own.value = null;
  }

  /** Tells when the person allows or blocks notifications in the browser's own settings. @returns how to stop that */
  onPermission(tell: () => void): () => void {
    let status: PermissionStatus | null = null;
    let stopped = false;
    void navigator.permissions?.query({ name: 'notifications' }).then(
      (found) => {
        if (stopped) return;
        status = found;
        found.addEventListener('change', tell);
      },
      () => undefined,
    );
    return () => {
      stopped = true;
      status?.removeEventListener('change', tell);
    };
  }

  async #know(subscription: PushSubscription | null): Promise<void> {
    if (subscription === null) {
      this.own.value = null;
      return;
    }
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subscription.endpoint));
    this.own.value = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

async function subscribe(key: string): Promise<PushSubscription> {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: '/admin/' });
  await navigator.serviceWorker.ready;
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the push service did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a person calls their browser and machine. */
export function browserName(agent: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['SamsungBrowser/', 'Samsung Internet'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([sign]) => agent.includes(sign!))?.[1];
  const machine = /(iPhone|iPad|Android|Windows|Macintosh|Linux)/.exec(agent)?.[1];
  return [browser, machine].filter(Boolean).join(' · ');
}
