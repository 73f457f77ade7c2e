import { t } from '../messages/text.ts';

/** How many entries of a list the fleet's server could not read; nothing where it read them all. */
export function Unreadable({ n = 0 }: { n?: number | undefined }) {
  if (n === 0) return null;
  return (
    <p class="hint" role="status">
      {t('unreadable', { n })}
    </p>
  );
}

/** What could not be read of an entry that is shown. */
export function Unread({ names = [] }: { names?: readonly string[] | undefined }) {
  if (names.length === 0) return null;
  return <p class="hint">{t('unread', { names: names.join(', ') })}</p>;
}
