/**
 * What a site lets the fleet do (KF99_FLEET_ALLOWS). The first three loosen settings; tightening is always allowed. The others
 * are commands: `restart` of page, browser or server, and `reports`, which send the doctor's findings or the log away.
 */
export const ALLOWANCES = ['images', 'policies', 'records', 'restart', 'reports'] as const;
export type Allowance = (typeof ALLOWANCES)[number];
