import { signal } from '@preact/signals';
import { LANGUAGE_NAMES, STAFF_LANGUAGES } from '../../../edge-server/words/language.ts';
import { keepSetting, readSetting } from '../../shared/browser-settings.ts';
import { language, switchLanguage } from '../../shared/language.ts';
import type { App } from '../app/app.ts';
import { t } from '../messages/text.ts';
import type { AdminSession } from '../state/admin-session.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const THEME_KEY = 'kf99.theme';
const theme = signal<Theme>(THEMES.find((known) => known === readSetting(THEME_KEY)) ?? 'auto');

/** Who is logged in, the way out, and the choices of this browser. */
export function Account({ app: { session } }: { app: App }) {
  const state = session.state.value;
  return (
    <div class="account">
      {state.at === 'in' && (
        <div class="who">
          <span>{state.user.name}</span>
          <button type="button" class="quiet" onClick={() => void leave(session)}>
            {t('log_out')}
          </button>
        </div>
      )}
      <div class="choices">
        <Choice
          label={t('language')}
          value={language.value}
          options={STAFF_LANGUAGES.map((code) => ({ value: code, name: LANGUAGE_NAMES[code], lang: code }))}
          onChange={switchLanguage}
        />
        <Choice
          label={t('theme')}
          value={theme.value}
          options={THEMES.map((value) => ({ value, name: t(`theme_${value}`) }))}
          onChange={switchTheme}
        />
      </div>
    </div>
  );
}

/** Begins the page anew, so that nothing stays on the screen of whoever comes next. */
async function leave(session: AdminSession): Promise<void> {
  await session.logOut();
  location.reload();
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: { value: Value; name: string; lang?: string }[];
  onChange(value: Value): void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <label class="choice">
      <span class="unseen">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={option.lang}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function switchTheme(to: Theme): void {
  theme.value = to;
  keepSetting(THEME_KEY, to === 'auto' ? null : to);
  applyTheme();
}

/** Puts the chosen theme on the root, where `theme.css` looks for it. */
export function applyTheme(): void {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}
