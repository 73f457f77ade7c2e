import { Dialog } from './dialog.tsx';

interface ConfirmProps {
  title: string;
  /** What it means, and that it can't be taken back. */
  text: string;
  yes: string;
  no: string;
  onYes(): void;
  onClose(): void;
}

/** Asks before what can't be undone; everything else is done at once, with an undo. */
export function Confirm({ title, text, yes, no, onYes, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose} onSubmit={onYes}>
      <p>{text}</p>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {no}
        </button>
        <button type="submit" class="danger">
          {yes}
        </button>
      </div>
    </Dialog>
  );
}
