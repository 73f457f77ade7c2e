import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './forms.css';

interface DialogProps {
  title: ComponentChildren;
  /** By Escape, and by whatever the children offer. */
  onClose(): void;
  /** By Enter, and by the children's submit button. */
  onSubmit(): void;
  children: ComponentChildren;
}

/** A form that stands over the page for as long as it is drawn; the focus goes into it and back again. */
export function Dialog({ title, onClose, onSubmit, children }: DialogProps) {
  const host = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = host.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={host}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
      </form>
    </dialog>
  );
}
