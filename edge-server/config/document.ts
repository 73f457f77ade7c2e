import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SETTINGS_GROUPS, type SettingProperty, settingsSchema } from '../words/settings/index.ts';
import { Environment } from './environment.ts';

/** `npm run docs:config` writes it; a test says when it is old. */
export const CONFIGURATION_PAGE = new URL('../../docs/configuration.md', import.meta.url);

const INTRODUCTION = `# Configuration

What the machine is told is in the environment; what the site decides is in the settings, which an admin changes on
the page or by \`PATCH /api/admin/settings\`. This page is made by \`npm run docs:config\` from the schemas that check
both, so an unknown variable, an unknown key or a value out of range is refused with a sentence that names it.

## Environment

| variable | default | what it is |
|---|---|---|
`;

const SETTINGS = `
## Settings

The product's defaults; over them the file of \`KF99_SETTINGS\`; over that what an admin changed. A change is validated
as a whole, holds from the next visit unless it says otherwise, is in the history, and can be undone.

A timetable has spans by the day of the week, and for holidays: \`{"mon": "08:00-12:00,13:00-18:00", "fri": "22:00-06:00",
"sun": ""}\`. A day that is not named is all day, an empty one not at all, and a span that ends before it begins goes into the
next day. A holiday is one day, \`"2026-09-25"\`, or one of each year, \`"12-25"\`. A period of other policies:
\`{"name": "flu", "season": {"from": "10-01", "to": "04-30"}, "times": {"sun": ""}, "maskPolicy": "required"}\`.
`;

const HEAD = `
| key | default | values | what it is |
|---|---|---|---|
`;

/** The page of docs/ that lists every variable and every setting. */
export function configurationPage(): string {
  const { properties: variables = {} } = z.toJSONSchema(Environment, { io: 'input' });
  const environment = Object.entries(variables).map(([name, schema]) => {
    const { default: value, description = '' } = schema as { default?: unknown; description?: string };
    return row(code(name), value === undefined ? '' : code(value), description);
  });
  const { properties } = settingsSchema();
  const settings = Object.entries(SETTINGS_GROUPS).map(([group, { en }]) => {
    const rows = Object.entries(properties)
      .filter(([, { form }]) => form.group === group)
      .map(([key, property]) => settingRow(key, property));
    return `\n### ${en}\n${HEAD}${rows.join('')}`;
  });
  return `${INTRODUCTION}${environment.join('')}${SETTINGS}${settings.join('')}`;
}

function settingRow(key: string, property: SettingProperty): string {
  const { title, description, form } = property;
  const unit = form.unit ? ` ${form.unit.en}` : '';
  const reload = form.restart ? ' Holds when the kiosk page is loaded again.' : '';
  const value = typeof property.default === 'number' ? `${property.default}${unit}` : code(property.default);
  return row(code(key), value, valuesOf(property) + unit, `${title}. ${description}${reload}`);
}

/** What may be set, as far as the schema can say it in a few words. */
function valuesOf({ type, enum: values, minimum, maximum, items, properties }: SettingProperty): string {
  if (properties) return `an object of ${Object.keys(properties).map(code).join(', ')}`;
  if (items?.properties) return `objects of ${Object.keys(items.properties).map(code).join(', ')}`;
  if (items?.anyOf) return 'some text';
  if (values) return values.map(code).join(', ');
  if (items?.enum) return `some of ${items.enum.map(code).join(', ')}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return type === 'boolean' ? '`true`, `false`' : 'text';
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(CONFIGURATION_PAGE, configurationPage());
