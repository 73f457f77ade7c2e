import type { JSX } from 'preact';
import type { Text } from '../../../edge-server/words/text.ts';
import type { ko } from '../messages/ko.ts';
import type { StaffCall } from '../server/staff-call.ts';
import { PictureOf } from './pictures.tsx';
import { CALL_WORDS } from './shown.ts';

interface CallScreenProps {
  call: StaffCall;
  text: Text<typeof ko>;
  /** The site's own words for a visitor whom nobody answers; empty takes ours. */
  unanswered: string;
}

/** The whole screen while a visitor's call for staff goes out, and after it: what staff know of it. */
export function CallScreen({ call, text, unanswered }: CallScreenProps): JSX.Element | null {
  const state = call.state.value;
  if (state === 'none') return null;
  const [title, hint] = CALL_WORDS[state];
  return (
    <main class={`call ${state}`}>
      <div class="visual">
        <div class="badge">
          <PictureOf name={state === 'failed' || state === 'unanswered' ? 'speak' : 'staff'} />
        </div>
      </div>
      <div class="words" role="status" aria-live="assertive">
        <div class="sentences" key={state}>
          <h1>{text(title)}</h1>
          <p class="hint">{(state === 'unanswered' && unanswered) || text(hint)}</p>
        </div>
      </div>
      {state !== 'calling' && (
        <button type="button" class="button" onClick={() => call.dismiss()}>
          {text('back')}
        </button>
      )}
    </main>
  );
}
