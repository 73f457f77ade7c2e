import { useState } from 'preact/hooks';

/** Something that is shown once, to be copied to where it is used. */
export function Secret({ value, copy, copied }: { value: string; copy: string; copied: string }) {
  const [done, setDone] = useState(false);
  // Only over https and on the machine itself may a page write to the clipboard; elsewhere a person marks it.
  const clipboard = globalThis.isSecureContext ? navigator.clipboard : null;
  return (
    <>
      <p class="secret">{value}</p>
      {clipboard && (
        <button
          type="button"
          class="quiet"
          onClick={() =>
            void clipboard.writeText(value).then(
              () => setDone(true),
              () => setDone(false),
            )
          }
        >
          {done ? copied : copy}
        </button>
      )}
    </>
  );
}
