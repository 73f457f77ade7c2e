import type { RuleDraft } from './rule-draft.ts';

/** Rules that sites often want, as far as they can be filled in; their names are messages `template_NAME`. */
export const TEMPLATES = {
  denials: {
    source: 'visit',
    condition: 'verdict = "deny"',
    times: '5',
    within: '60',
    actions: [{ type: 'staff' }],
  },
  call: { source: 'call', condition: 'true', cooldown: '0', actions: [] },
  fever: { source: 'visit', condition: '"fever" in reasons', cooldown: '0', actions: [{ type: 'staff' }] },
  camera: { source: 'alarm', condition: 'code = "camera_lost" and change = "opened"', actions: [] },
  hot: { source: 'reading', condition: 'temperature > 60', hold: '5', actions: [{ type: 'lock' }] },
} as const satisfies Record<string, Partial<RuleDraft>>;

export type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[];
