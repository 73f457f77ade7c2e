import type { ComponentChildren, JSX } from 'preact';
import { Language } from '../../../edge-server/contract/settings.ts';
import { LANGUAGE_NAMES } from '../../../edge-server/words/language.ts';
import type { Text } from '../../../edge-server/words/text.ts';
import type { ko } from '../messages/ko.ts';

/** What a hand can do on every screen, low enough for somebody who sits: choose a language, call staff. */
export function Footer(props: {
  language: Language;
  text: Text<typeof ko>;
  onLanguage(language: Language): void;
  onCall: (() => void) | null;
  children: ComponentChildren;
}): JSX.Element {
  const { language, text, onLanguage, onCall } = props;
  return (
    <footer>
      <p class="notes">{props.children}</p>
      <fieldset class="languages">
        <legend class="unseen">{text('choose_language')}</legend>
        {Language.options.map((code) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={code === language}
            onClick={() => onLanguage(code)}
          >
            {LANGUAGE_NAMES[code]}
          </button>
        ))}
      </fieldset>
      {onCall && (
        <button type="button" class="button call-staff" onClick={onCall}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 18h16M6 18a6 6 0 0 1 12 0M12 12V9M9.500 6.500h5M2.500 21.500h19" />
          </svg>
          {text('call_staff')}
        </button>
      )}
    </footer>
  );
}
