/** A sentence in which what stands between backquotes is to be typed, as in the documents. */
export function Coded({ text }: { text: string }) {
  return (
    <>
      {text.split('`').map((part, i) =>
        // The sentence does not change while it is shown.
        i % 2 === 1 ? <code key={part}>{part}</code> : part,
      )}
    </>
  );
}
