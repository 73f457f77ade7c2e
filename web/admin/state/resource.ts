import { ApiError } from '../../shared/call.ts';

/** Something that is fetched again and again: the last good answer outlives later failures. */
export interface Resource<T> {
  data: T | null;
  /** When `data` was received, in ms since the epoch; null before the first. */
  at: number | null;
  /** Why the latest try failed; null after a success. */
  error: ApiError['code'] | null;
}

export const EMPTY: Resource<never> = { data: null, at: null, error: null };

export function succeeded<T>(data: T, at: number): Resource<T> {
  return { data, at, error: null };
}

export function failed<T>(before: Resource<T>, error: ApiError['code']): Resource<T> {
  return { ...before, error };
}

/** The code of a call that failed; any other error is a fault of this page and goes on. */
export function codeOf(error: unknown): ApiError['code'] {
  if (error instanceof ApiError) return error.code;
  throw error;
}
