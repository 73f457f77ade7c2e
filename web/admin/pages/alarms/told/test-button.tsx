import { useState } from 'preact/hooks';
import type { DeliveryTest } from '../../../../../edge-server/contract/ways.ts';
import { act } from '../../../app/act.ts';
import type { App } from '../../../app/app.ts';
import { reasonWords, t } from './messages.ts';

interface TestButtonProps {
  app: App;
  /** Of what, for who does not see the line that it stands in. */
  what: string;
  run(): Promise<DeliveryTest>;
  onDone(): void;
}

/** Sends a test, and says in the receiver's own words what became of it. */
export function TestButton({ app, what, run, onDone }: TestButtonProps) {
  const [result, setResult] = useState<DeliveryTest | null>(null);
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    setResult(await act(app, run));
    setBusy(false);
    onDone();
  };
  return (
    <>
      <button
        type="button"
        class="quiet"
        aria-label={`${t('test')}: ${what}`}
        disabled={busy}
        onClick={() => void test()}
      >
        {t('test')}
      </button>
      <span role="status" class="hint">
        {result &&
          (result.error === null ? t('test_taken') : t('test_failed', { why: reasonWords(result.error) }))}
      </span>
    </>
  );
}
