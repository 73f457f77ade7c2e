/** An element of a drawing: its attributes, and what is in it. The page makes nodes of it, a report text. */
export interface Shape {
  tag: string;
  attributes: Readonly<Record<string, string | number>>;
  inside: readonly (Shape | string)[];
}

export function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...inside: (Shape | string)[]
): Shape {
  return { tag, attributes, inside };
}

/** A drawing as it stands in an HTML document. */
export function markup({ tag, attributes, inside }: Shape): string {
  const head = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const body = inside.map((one) => (typeof one === 'string' ? escaped(one) : markup(one)));
  return `<${tag}${head.join('')}>${body.join('')}</${tag}>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand anywhere in HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
