import sharp from 'sharp';
import type { Judged } from './judge.ts';

const MOST = 200;

/**
 * One HTML page, pictures inside, of the mistakes the model was surest of. It shows faces: write it outside of
 * git and do not pass it on.
 */
export async function mistakesPage(
  judged: readonly Pick<Judged, 'file' | 'label' | 'answer' | 'probabilities' | 'crop'>[],
  size: number,
  summary: string,
): Promise<string> {
  const wrong = judged
    .filter(({ answer, label }) => answer !== label)
    .toSorted((a, b) => b.probabilities[b.answer] - a.probabilities[a.answer])
    .slice(0, MOST);
  const figures = await Promise.all(
    wrong.map(async ({ crop, file, label, answer, probabilities }) => {
      const png = await sharp(Buffer.from(crop.map((v) => (v + 1) * 127.5)), {
        raw: { width: size, height: size, channels: 3 },
      })
        .png()
        .toBuffer();
      const p = (100 * probabilities[answer]).toFixed(0);
      return (
        `<figure><img width="${2 * size}" src="data:image/png;base64,${png.toString('base64')}" alt="">` +
        `<figcaption>${label} called <b>${answer}</b> ${p} %<br>${escapeHtml(file)}</figcaption></figure>`
      );
    }),
  );
  return (
    `<!doctype html><meta charset="utf-8"><title>Mistakes of the mask model</title>` +
    '<style>body{font:14px sans-serif}main{display:flex;flex-wrap:wrap}figure{width:200px;margin:6px}' +
    'figcaption{overflow-wrap:anywhere}</style>' +
    `<h1>The ${wrong.length} mistakes it was surest of</h1><pre>${escapeHtml(summary)}</pre><main>${figures.join('')}</main>\n`
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
