import { useMemo } from 'preact/hooks';
import { t } from './messages.ts';

interface ZoneFieldProps {
  about: { id: string; 'aria-describedby': string; 'aria-invalid': boolean };
  value: string;
  onChange(zone: string): void;
}

/** The zones of the IANA list by their continent, with the time that is there now; first the browser's own. */
export function ZoneField({ about, value, onChange }: ZoneFieldProps) {
  const groups = useMemo(zones, []);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...groups.values()].some((names) => names.includes(value));
  return (
    <select {...about} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <optgroup label={t('zone_own')}>
        <option value={own}>{zoneWords(own)}</option>
        {!known && value !== own && <option value={value}>{value}</option>}
      </optgroup>
      {[...groups].map(([continent, names]) => (
        <optgroup key={continent} label={continent}>
          {names
            .filter((name) => name !== own)
            .map((name) => (
              <option key={name} value={name}>
                {zoneWords(name)}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

function zones(): Map<string, string[]> {
  const names = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return Map.groupBy(new Set(names), (name) => (name.includes('/') ? name.split('/')[0]! : 'UTC'));
}

/** `Asia/Seoul` as `Seoul`; the continent stands above. */
function zoneWords(name: string): string {
  const [, ...place] = name.split('/');
  return (place.length === 0 ? name : place.join(', ')).replaceAll('_', ' ');
}
