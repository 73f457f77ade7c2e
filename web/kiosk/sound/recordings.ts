import type { Language } from '../../../edge-server/contract/settings.ts';
import type { Prompt } from './prompts.ts';

/** Vite puts the recordings into the build; none is fetched before it is spoken. */
const URLS = import.meta.glob<string>('./recordings/*/*.opus', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Where the recording of a prompt is. A test holds that each language has each. */
export function recordingUrl(language: Language, prompt: Prompt): string {
  return URLS[`./recordings/${language}/${prompt}.opus`]!;
}
