import type { JSX } from 'preact';
import type { Text } from '../../shared/messages/text.ts';
import type { ko } from '../messages/ko.ts';
import type { PairingCode } from '../server/pairing.ts';

/** What the screen of a page that is not paired says to whoever sets it up. */
export function Pairing(props: {
  code: PairingCode | null;
  /** The page was opened with an address that pairs no more. */
  oldAddress: boolean;
  text: Text<typeof ko>;
}): JSX.Element {
  const { code, oldAddress, text } = props;
  return (
    <div class="sentences pairing">
      {oldAddress && <p class="hint">{text('pairing_old')}</p>}
      {code?.at === 'none' && <p class="hint">{text('pairing_none')}</p>}
      {code?.at === 'shown' && (
        <>
          <p class="hint">{text('pairing_type')}</p>
          <p class="pairing-code">
            {code.code.slice(0, 4)} {code.code.slice(4)}
          </p>
          <p class="help">{text('pairing_holds', { minutes: code.minutes })}</p>
        </>
      )}
    </div>
  );
}
