import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = readFileSync(new URL('../../models/mask/manifest.json', import.meta.url), 'utf8');

/** Version of the mask model in this build, as pages and server name it. */
export const MASK_VERSION = z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
