import type { Problem } from '../contract/index.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign]!);

/**
 * An error for a person who opened an address: the sentence that says what to do, and a way back that needs no address
 * bar. It stands by itself, as an error may come before any page could be served.
 */
export function problemPage({ status, title, detail }: Problem): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>KF99: ${status}</title>
<h1><span lang="ko">이 주소를 열 수 없습니다</span> · This address can’t be opened</h1>
<p>${escaped(title)}</p>
${detail === undefined ? '' : `<p>${escaped(detail)}</p>`}
<p><a href="/">KF99</a></p>
</html>
`;
}
