/** What is logged; another server's log may hold more. */
export type AuditAction =
  | 'session.begin'
  | 'access.end'
  | 'user.add'
  | 'user.change'
  | 'user.password'
  | 'user.log_out'
  | 'user.remove'
  | 'user.factor_add'
  | 'user.factor_remove'
  | 'user.recovery_code'
  | 'token.add'
  | 'token.remove'
  | 'pairing.add'
  | 'pairing.code'
  | 'pairing.remove'
  | 'settings.change'
  | 'rule.add'
  | 'rule.change'
  | 'rule.remove'
  | 'alarm.reopen'
  | 'door.staff_pass'
  | 'door.unlock'
  | 'camera.check'
  | 'camera.picture'
  | 'webhook.secret'
  | 'webhook.test'
  | 'way.add'
  | 'way.change'
  | 'way.remove'
  | 'way.test'
  | 'duty.change'
  | 'push.add'
  | 'push.remove'
  | 'thermometer.calibrate'
  | 'model.try'
  | 'model.use'
  | 'model.keep'
  | 'model.refuse'
  | 'model.back'
  | 'visit.mark'
  | 'visit.unmark'
  | 'visits.csv'
  | 'visits.tar'
  | 'visits.picture'
  | 'visits.erase'
  | 'restore';

/** A file of one language; the type makes an action without words a compile error. */
export interface AuditWords {
  /** What somebody did, after their name; `{target}` is whom or what they did it to. */
  actions: Record<AuditAction, string>;
  /** Who is neither a person nor a token. */
  actors: Record<'host' | 'kiosk' | 'setup', string>;
}
