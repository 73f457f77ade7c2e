import type { AuditWords } from './words.ts';

/** What the audit log says, in English. */
export const en: AuditWords = {
  actions: {
    'session.begin': 'logged in',
    'user.add': 'added {target}',
    'user.change': 'changed the role or name of {target}',
    'user.password': 'changed the password of {target}',
    'user.log_out': 'ended all sessions of {target}',
    'user.remove': 'removed {target}',
    'token.add': 'made the token {target}',
    'token.remove': 'withdrew the token {target}',
    'pairing.add': 'paired the screen {target}',
    'pairing.code': 'made a code to pair a kiosk screen',
    'pairing.remove': 'unpaired the screen {target}',
    'settings.change': 'changed the settings',
    'rule.add': 'added rule {target}',
    'rule.change': 'changed rule {target}',
    'rule.remove': 'removed rule {target}',
    'alarm.reopen': 'took back the acknowledgement of alarm {target}',
    'door.staff_pass': 'let a person in',
    'door.unlock': 'opened the door that a rule kept shut',
    'camera.check': 'asked for a picture of the camera',
    'camera.picture': 'saw a picture of the camera',
    'webhook.secret': 'made a new key that signs webhooks',
    'thermometer.calibrate': 'calibrated the thermometer',
    'visit.mark': 'marked the verdict of visit {target} as wrong',
    'visit.unmark': 'took the mark of visit {target} back',
    'visits.erase': 'erased visits for good',
    restore: 'restored a backup',
  },
  actors: {
    host: 'the command line of this machine',
    kiosk: 'a browser on this machine',
    setup: 'first set-up',
  },
};
