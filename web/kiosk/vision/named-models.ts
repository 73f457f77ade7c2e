import { CurrentModels } from '../../../edge-server/contract/models.ts';

const LIMIT_MS = 3000;

/** Which models the server names; those of the build while it names none, as a page without our server does. */
export async function namedModels(): Promise<CurrentModels> {
  try {
    const response = await fetch('/models/current.json', { signal: AbortSignal.timeout(LIMIT_MS) });
    return CurrentModels.parse(await response.json());
  } catch {
    return { use: null, trial: null, good: null };
  }
}
