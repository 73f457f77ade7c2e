import type { JSX } from 'preact';
import type { Text } from '../../../edge-server/words/text.ts';
import type { ko } from '../messages/ko.ts';
import type { PairingCode } from '../server/pairing.ts';

type Shown = Extract<PairingCode, { at: 'shown' }>;

const TROUBLES = {
  ready: 'set_up_code_old',
  no_network: 'set_up_no_network',
  code_old: 'set_up_code_old',
} as const;

/** Where the first admin is set up, while this screen says so; else null. */
export function setUpAddress(code: PairingCode | null): string | null {
  return code?.at === 'shown' ? (code.setUp?.address ?? null) : null;
}

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
      {code?.at === 'shown' && code.setUp !== null && <SetUp setUp={code.setUp} text={text} />}
      {code?.at === 'shown' && (
        <>
          <p class="hint">{text('pairing_type')}</p>
          <p class="pairing-code">
            {code.code.slice(0, 4)} {code.code.slice(4)}
          </p>
          {code.setUp === null && <p class="help">{text('pairing_holds', { minutes: code.minutes })}</p>}
        </>
      )}
    </div>
  );
}

/** Where the first admin is set up, for who can't scan it; or what keeps that from being shown. */
function SetUp({ setUp, text }: { setUp: NonNullable<Shown['setUp']>; text: Text<typeof ko> }): JSX.Element {
  if (setUp.address === null) return <p class="hint">{text(TROUBLES[setUp.why])}</p>;
  return (
    <>
      <p class="hint">{text('set_up_ready')}</p>
      <p class="set-up-address">{setUp.address}</p>
    </>
  );
}
