/**
 * Lifecycle rules of a bucket as S3 writes them (AmazonS3/latest/API/API_LifecycleRule.html): the rules that are there
 * are kept as they stand, letter for letter; only ours are added or written anew.
 */

/** A bucket takes a thousand rules. */
const MOST_RULES = 1000;

const rulesOf = (xml: string): string[] => xml.match(/<Rule>.*?<\/Rule>/gs) ?? [];
const textOf = (xml: string, tag: string) => new RegExp(`<${tag}>\\s*([^<]*?)\\s*</${tag}>`).exec(xml)?.[1];

/** Our rule's name for a prefix. */
const idOf = (prefix: string) => `kf99-${prefix.replace(/\/$/, '').replaceAll('/', '-') || 'all'}`;

/**
 * Days after which every object below the prefix is removed, by the rules that are on; null when none does that. A rule
 * with further conditions (tags, sizes) says nothing of all of them.
 */
export function expiryBelow(xml: string, prefix: string): number | null {
  const days = rulesOf(xml).flatMap((rule) => {
    const part = textOf(rule, 'Prefix') ?? '';
    const covers =
      prefix.startsWith(part) && !/<(And|Tag|ObjectSizeGreaterThan|ObjectSizeLessThan)>/.test(rule);
    const expiration = /<Expiration>.*?<\/Expiration>/s.exec(rule)?.[0] ?? '';
    const value = Number(textOf(expiration, 'Days'));
    return covers && textOf(rule, 'Status') === 'Enabled' && value > 0 ? [value] : [];
  });
  return days.length === 0 ? null : Math.min(...days);
}

/**
 * The configuration with our rules for the prefix: objects go after so many days, temporary ones, which the kiosk erases
 * itself within the hour, after one at the latest (S3 knows no less; of two rules the shorter holds), uploads that broke
 * off after one.
 */
export function withExpiry(xml: string, prefix: string, days: number): string {
  const ours = [
    { id: idOf(prefix), below: prefix, days },
    { id: `${idOf(prefix)}-temp`, below: `${prefix}temp-`, days: 1 },
  ];
  const others = rulesOf(xml).filter((rule) => !ours.some(({ id }) => id === textOf(rule, 'ID')));
  if (others.length + ours.length > MOST_RULES)
    throw new Error(`the bucket has ${others.length} rules already: remove two`);
  const rules = [...others, ...ours.map(ruleOf)].join('');
  return `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rules}</LifecycleConfiguration>`;
}

const ruleOf = ({ id, below, days }: { id: string; below: string; days: number }) =>
  `<Rule><ID>${id}</ID><Filter><Prefix>${below}</Prefix></Filter><Status>Enabled</Status>` +
  `<Expiration><Days>${days}</Days></Expiration>` +
  '<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>';
