import { isDeepStrictEqual } from 'node:util';
import type { Allowance } from '../config/allowance.ts';
import type { Settings } from '../contract/index.ts';

type Looser<Key extends keyof Settings> = (after: Settings[Key], before: Settings[Key]) => boolean;

const further =
  <Value>(order: readonly Value[]) =>
  (after: Value, before: Value) =>
    order.indexOf(after) > order.indexOf(before);
const larger = (after: number, before: number) => after > before;
const smaller = (after: number, before: number) => after < before;
/** How a temperature is made is the site's: either direction may hide a fever. */
const any = (after: unknown, before: unknown) => !isDeepStrictEqual(after, before);

const rule = <Key extends keyof Settings>(needs: Allowance, key: Key, looser: Looser<Key>) => ({
  key,
  needs,
  broken: (before: Settings, after: Settings) => looser(after[key], before[key]),
});

/** Of what says when a period of policies is on: without one it is the fleet's to set. */
const calendar = (key: 'timeZone' | 'holidays') => ({
  key,
  needs: 'policies' as const,
  broken: (before: Settings, after: Settings) =>
    before.policyPeriods.length > 0 && any(after[key], before[key]),
});

/**
 * The rule. `images`: pictures are kept that were not, longer, elsewhere too, more of them, or more of a person. `policies`: fewer
 * visitors are stopped, temperatures are made in another way, or staff log in with less. `records`: what is stored of a visit is kept longer.
 */
const RULES = [
  rule('images', 'captures', further(['off', 'on'])),
  rule('images', 'captureAdjust', further(['off', 'on'])),
  rule('images', 'captureEarly', further(['off', 'on'])),
  rule('images', 'captureRegion', further(['blurred', 'mask', 'whole'])),
  rule('images', 'captureDays', larger),
  rule('images', 'captureQuotaMb', larger),
  rule('policies', 'maskPolicy', further(['required', 'remind', 'off'])),
  rule('policies', 'temperaturePolicy', further(['required', 'optional', 'off'])),
  rule('policies', 'brokenThermometer', further(['staff', 'mask_only'])),
  rule('policies', 'policyPeriods', any),
  calendar('timeZone'),
  calendar('holidays'),
  rule('policies', 'feverThreshold', larger),
  rule('policies', 'feverRule', any),
  rule('policies', 'recentMargin', larger),
  rule('policies', 'lowestPlausible', smaller),
  rule('policies', 'presenceThreshold', smaller),
  rule('policies', 'staleAfterSeconds', larger),
  rule('policies', 'farthestMm', larger),
  rule('policies', 'emissivity', any),
  rule('policies', 'ambientCoefficient', any),
  rule('policies', 'distanceCoefficient', any),
  rule('policies', 'temperatureOffset', any),
  rule('policies', 'secondPerson', further(['ask', 'count'])),
  rule('policies', 'calibrationDays', larger),
  rule('policies', 'doorContact', further(['forced', 'left_open', 'none'])),
  rule('policies', 'doorOpenSeconds', larger),
  rule('policies', 'secondFactor', further(['admins', 'optional'])),
  rule('records', 'visitDays', larger),
];

/**
 * What the fleet may set in either direction: it stops nobody less and keeps nothing more. Every setting is in one of
 * the two lists (a test says so), so that a new one is thought about.
 */
const HARMLESS: readonly (keyof Settings)[] = [
  // How long things take and are shown: a verdict comes by the same rules.
  'checkingSeconds',
  'adjustSeconds',
  'temperatureTimeout',
  'resultSeconds',
  'recheckSeconds',
  'language',
  'siteName',
  'soundVolume',
  'voice',
  'quietHours',
  // Outside of these a silent page is no alarm; the entrance works all the same.
  'openingHours',
  // How long a call waits for an answer, and what the screen says then.
  'answerSeconds',
  'unansweredText',
  // Either way nobody is stopped.
  'uncalibrated',
  // Where the screen's arrow points.
  'sensorPlace',
  'cameraLabel',
  'cameraTurn',
  'visionBackends',
  // When counts are sent, to whom the site's own admins have named.
  'reportDay',
  'reportTime',
  'reportDecimal',
];

/** For the test: each setting, once for each list that has it. */
export const CLASSIFIED: readonly (keyof Settings)[] = [...new Set(RULES.map(({ key }) => key)), ...HARMLESS];

/** The first thing that a change would loosen without leave, in words; null when it loosens nothing. */
export function loosening(before: Settings, after: Settings, allowed: readonly Allowance[]): string | null {
  const found = RULES.find(({ needs, broken }) => !allowed.includes(needs) && broken(before, after));
  if (found === undefined) return null;
  return `${found.key} would be loosened, and KF99_FLEET_ALLOWS of this site does not name ${found.needs}`;
}
