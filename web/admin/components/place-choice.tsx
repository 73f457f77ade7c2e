import { language } from '../../shared/language.ts';
import type { App } from '../app/app.ts';
import { useQuery } from '../app/query.ts';
import { t } from '../messages/text.ts';
import { fleetCalls } from '../state/fleet-calls.ts';
import { type Place, placeIn } from '../state/place.ts';

/** Chooses one kiosk, one site or all; it stands in the address. */
export function PlaceChoice({ app }: { app: App }) {
  const known = useQuery(app, 'places', fleetCalls(app.api).kiosks, { every: null });
  const kiosks = known.resource.value.data ?? [];
  const { kiosk, site } = placeIn(app.router.place.value.query);
  const order = new Intl.Collator(language.value, { numeric: true });
  const sites = withChosen(
    kiosks.map((each) => each.site),
    site,
  ).sort(order.compare);
  const names = new Map(kiosks.map((each) => [each.kiosk_id, each.name]));
  const ids = withChosen([...names.keys()], kiosk).sort(order.compare);
  const go = (to: Place) => app.router.query({ kiosk: to.kiosk ?? null, site: to.site ?? null }, true);
  return (
    <label class="field">
      <span>{t('place')}</span>
      <select
        class="field-input"
        value={kiosk ? `kiosk ${kiosk}` : site ? `site ${site}` : ''}
        onChange={({ currentTarget: { value } }) => {
          const key = value.slice(value.indexOf(' ') + 1);
          go(value === '' ? {} : value.startsWith('kiosk ') ? { kiosk: key } : { site: key });
        }}
      >
        <option value="">{t('place_all')}</option>
        {sites.length > 0 && (
          <optgroup label={t('place_sites')}>
            {sites.map((name) => (
              <option key={name} value={`site ${name}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
        {ids.length > 0 && (
          <optgroup label={t('place_kiosks')}>
            {ids.map((id) => (
              <option key={id} value={`kiosk ${id}`}>
                {names.get(id) ? `${names.get(id)} (${id})` : id}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  );
}

/** Each name once, with the one that the address has even where no kiosk is known to have it. */
function withChosen(names: readonly string[], chosen: string | undefined): string[] {
  return [...new Set([...names, chosen ?? ''])].filter((name) => name !== '');
}
