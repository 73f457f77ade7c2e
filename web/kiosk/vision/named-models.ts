import { CurrentModels } from '../../../edge-server/contract/models.ts';

const LIMIT_MS = 3000;

/** Which models the server names; null when it does not answer. */
export async function namedModels(): Promise<CurrentModels | null> {
  try {
    const response = await fetch('/models/current.json', { signal: AbortSignal.timeout(LIMIT_MS) });
    return CurrentModels.parse(await response.json());
  } catch {
    return null;
  }
}
