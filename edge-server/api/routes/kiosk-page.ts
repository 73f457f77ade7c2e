import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { DoorPulse, KioskScreenView } from '../../contract/index.ts';
import { json, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';

/** What a guard sees of the kiosk from afar and asks of it; a pulse of the door without a visitor is an admin's. */
export function kioskPageRoutes({ access, audit, door, kioskPage }: Services) {
  const guard = access.require('viewer');
  const admin = access.require('admin');
  const asked = { 204: { description: 'Asked.' }, ...problems };
  const screen = createRoute({
    method: 'get',
    path: '/admin/kiosk/screen',
    summary: "What the kiosk's screen shows now, in words",
    middleware: guard,
    responses: { 200: json(KioskScreenView, 'Null before the page has called.'), ...problems },
  });
  const reload = createRoute({
    method: 'post',
    path: '/admin/kiosk/reload',
    summary: 'Have the kiosk page load itself again',
    middleware: guard,
    responses: asked,
  });
  const restart = createRoute({
    method: 'post',
    path: '/admin/kiosk/restart',
    summary: "Have the kiosk's browser restarted by the machine's watch, within about 20 s",
    middleware: guard,
    responses: asked,
  });
  const sound = createRoute({
    method: 'post',
    path: '/admin/kiosk/sound',
    summary: 'Have the kiosk page sound its chime of a pass, to hear whether it can be heard',
    middleware: admin,
    responses: asked,
  });
  const test = createRoute({
    method: 'post',
    path: '/admin/door/test',
    summary: "A pulse of the door's relay without a visitor; never past a rule's lock",
    middleware: admin,
    responses: { 200: json(DoorPulse, 'What became of the pulse.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(screen, (c) => c.json(kioskPage.view, 200))
    .openapi(reload, (c) => {
      audit.record({ actor: c.get('principal').id, action: 'kiosk.reload', target: 'kiosk' });
      kioskPage.askReload();
      return c.body(null, 204);
    })
    .openapi(restart, (c) => {
      audit.record({ actor: c.get('principal').id, action: 'kiosk.restart', target: 'kiosk' });
      kioskPage.askRestart();
      return c.body(null, 204);
    })
    .openapi(sound, (c) => {
      audit.record({ actor: c.get('principal').id, action: 'kiosk.sound', target: 'kiosk' });
      kioskPage.askSound();
      return c.body(null, 204);
    })
    .openapi(test, async (c) => {
      audit.record({ actor: c.get('principal').id, action: 'door.test', target: 'door' });
      return c.json(await door.test(), 200);
    });
}
