import type { Toasts } from '../app/toasts.ts';
import { t } from '../messages/text.ts';

/** Said to screen readers as they come; they wait while somebody's pointer or focus is on them. */
export function ToastList({ toasts }: { toasts: Toasts }) {
  return (
    <section
      class="toasts"
      aria-label={t('toasts')}
      onPointerEnter={() => toasts.hold()}
      onPointerLeave={() => toasts.release()}
      onFocusIn={() => toasts.hold()}
      onFocusOut={() => toasts.release()}
    >
      <div role="status">
        {toasts.list.value.map((toast) => (
          <div key={toast.id} class={`toast ${toast.tone}`}>
            <span>{toast.text}</span>
            {toast.undo && (
              <button type="button" onClick={() => toasts.undo(toast)}>
                {t('undo')}
              </button>
            )}
            <button type="button" aria-label={t('close')} onClick={() => toasts.close(toast.id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </section>
  );
}
