/** What a sample sends; a placeholder of the path stands in it as it is in the document. */
export interface Call {
  method: string;
  path: string;
  query?: Record<string, string>;
  json?: unknown;
  /** Name of a file that is sent as the field `file` of a form. */
  file?: string;
  /** How the answer is read: as text that comes at once, or as a stream that never ends. */
  answer: 'json' | 'text' | 'stream';
  /** Whether the route wants a token. */
  token: boolean;
}

export interface Sample {
  lang: 'Shell' | 'Python' | 'JavaScript';
  label: string;
  source: string;
}

/** The same call in three languages; a test runs every one of them. */
export function samples(call: Call): Sample[] {
  return [
    { lang: 'Shell', label: 'curl', source: curl(call) },
    { lang: 'Python', label: 'Python', source: python(call) },
    { lang: 'JavaScript', label: 'JavaScript', source: javascript(call) },
  ];
}

function pathOf({ path, query }: Call): string {
  return query === undefined ? path : `${path}?${new URLSearchParams(query)}`;
}

function curl(call: Call): string {
  const { json, file, answer, token } = call;
  const words = [
    `curl --silent --show-error --fail-with-body${answer === 'stream' ? ' --no-buffer' : ''} "$KF99_URL${pathOf(call)}"`,
    token && '--header "authorization: Bearer $KF99_TOKEN"',
    json !== undefined && `--json '${JSON.stringify(json)}'`,
    file !== undefined && `--form 'file=@${file}'`,
  ];
  return `${words.filter(Boolean).join(' \\\n  ')}\n`;
}

const PYTHON_READ = {
  json: ['print(answer.json())'],
  text: ['print(answer.text)'],
  stream: ['for line in answer.iter_lines():', '    print(line.decode(), flush=True)'],
};

function python({ method, path, query, json, file, answer, token }: Call): string {
  const read = PYTHON_READ[answer];
  const words = [
    `    os.environ["KF99_URL"] + "${path}",`,
    query !== undefined && `    params=${JSON.stringify(query)},`,
    json !== undefined && `    json=${JSON.stringify(json)},`,
    file !== undefined && `    files={"file": open("${file}", "rb")},`,
    token && '    headers={"authorization": "Bearer " + os.environ["KF99_TOKEN"]},',
    answer === 'stream' ? '    stream=True,\n    timeout=(10, None),' : '    timeout=10,',
  ];
  return [
    'import os',
    'import requests',
    '',
    `answer = requests.${method}(`,
    ...words.filter((word) => word !== false),
    ')',
    'answer.raise_for_status()',
    ...read,
    '',
  ].join('\n');
}

const JAVASCRIPT_READ = {
  json: ['console.log(await answer.json());'],
  text: ['console.log(await answer.text());'],
  stream: [
    'for await (const text of answer.body.pipeThrough(new TextDecoderStream())) process.stdout.write(text);',
  ],
};

function javascript(call: Call): string {
  const { method, json, file, answer, token } = call;
  const headers = [
    token && `authorization: \`Bearer \${process.env.KF99_TOKEN}\``,
    json !== undefined && "'content-type': 'application/json'",
  ].filter(Boolean);
  const words = [
    method !== 'get' && `  method: '${method.toUpperCase()}',`,
    headers.length > 0 && `  headers: { ${headers.join(', ')} },`,
    json !== undefined && `  body: JSON.stringify(${JSON.stringify(json)}),`,
    file !== undefined && '  body: form,',
    answer !== 'stream' && '  signal: AbortSignal.timeout(10_000),',
  ];
  const form = [
    "import { openAsBlob } from 'node:fs';",
    '',
    'const form = new FormData();',
    `form.set('file', await openAsBlob('${file}'), '${file}');`,
  ];
  return [
    ...(file === undefined ? [] : form),
    `const answer = await fetch(\`\${process.env.KF99_URL}${pathOf(call)}\`, {`,
    ...words.filter((word) => word !== false),
    '});',
    'if (!answer.ok) throw new Error(await answer.text());',
    ...JAVASCRIPT_READ[answer],
    '',
  ].join('\n');
}
