import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import type { CurrentModels } from '../../contract/index.ts';
import type { Services } from '../services.ts';

/** Which mask model the page loads, and the files of those that were brought here, by their hash: they never change. */
export function modelFiles({ models }: Pick<Services, 'models'>) {
  return new Hono()
    .get('/current.json', (c) => {
      c.header('cache-control', 'no-store');
      return c.json(models.current satisfies CurrentModels);
    })
    .get('/kept/:id/:file', (c, next) => {
      const path = models.file(c.req.param('id'), c.req.param('file'));
      if (path === null) return next();
      c.header('cache-control', 'public, max-age=31536000, immutable');
      c.header('content-type', path.endsWith('.json') ? 'application/json' : 'application/octet-stream');
      return c.body(readFileSync(path));
    });
}
