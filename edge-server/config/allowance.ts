/** What a site lets the fleet loosen (KF99_FLEET_ALLOWS); tightening is always allowed. */
export const ALLOWANCES = ['images', 'policies', 'records'] as const;
export type Allowance = (typeof ALLOWANCES)[number];
