import '@fontsource-variable/noto-sans-kr';
import { signal } from '@preact/signals';
import { render } from 'preact';

const n = signal(1);
render(<p>KF99 {n}</p>, document.getElementById('app')!);
