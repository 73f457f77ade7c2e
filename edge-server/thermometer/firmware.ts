import { readFileSync } from 'node:fs';

const NOTE = new URL('../../firmware/thermometer/thermometer.hex.json', import.meta.url);

/** The hex that this software has: the hashes of its sources and of itself. */
interface Note {
  sources_sha256: string;
  hex_sha256: string;
}

/** Null where the firmware is not installed with the server. */
function readNote(): Note | null {
  try {
    return JSON.parse(readFileSync(NOTE, 'utf8')) as Note;
  } catch {
    return null;
  }
}

const note = readNote();

/** SHA-256 of our hex when a board's version (`1.1.0-9e378d0f`) says that it carries it, else null. */
export function hexOf(version: string): string | null {
  const sources = version.split('-')[1];
  return note !== null && sources === note.sources_sha256.slice(0, 8) ? note.hex_sha256 : null;
}
