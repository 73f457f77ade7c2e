/** Reads a setting of this browser; null where storage is refused (private windows, blocked cookies). */
export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a setting in this browser, or removes it; where storage is refused it lasts for the page only. */
export function keepSetting(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice holds until the page is left; nothing else depends on it.
  }
}
