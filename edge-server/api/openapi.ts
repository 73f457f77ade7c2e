import { VERSION } from '../common/version.ts';
import { SESSION_COOKIE } from './access.ts';
import { DEVICE_COOKIE } from './pairing.ts';

/** How a request can say who makes it. */
export const SECURITY_SCHEMES = {
  session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'A person who logged in.' },
  device: { type: 'apiKey', in: 'cookie', name: DEVICE_COOKIE, description: 'The paired kiosk page.' },
  token: { type: 'http', scheme: 'bearer', description: 'An API token; its scopes say what it may do.' },
} as const;

/** Head of the API's document. Which of the schemes a route takes is told by its 401 and 403. */
export const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'KF99 edge server', version: VERSION },
  // Any one of them; the empty one is for the routes that everyone may ask.
  security: [{ session: [] }, { device: [] }, { token: [] }, {}] as Record<string, string[]>[],
};
