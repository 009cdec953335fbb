import { expect, test } from 'vitest';
import { htmlToText } from './html-to-text.ts';

const text = (html: string) => htmlToText(html).text;

test('writes structure as Markdown, and text exactly as it is shown', () => {
  const html = `<!doctype html><html><head><title> A  page </title><style>p{}</style></head><body>
    <nav>Home</nav><script>alert(1)</script>
    <h1>On <em>snake_case</em></h1><p>One <b>bold</b> word,<br>a_b*c &amp; <a href="https://x.example">a link</a>.</p>
    <ul><li>first</li><li>second<ol><li>inner</li></ol></li></ul>
    <pre><code>if (a &lt; b) {\n  c();\n}</code></pre><p hidden>no</p><p style="display: none">no</p></body></html>`;
  expect(htmlToText(html)).toEqual({
    title: 'A page',
    text: [
      '# On snake_case',
      'One bold word,\na_b*c & a link.',
      '- first\n- second\n  1. inner',
      '```\nif (a < b) {\n  c();\n}\n```\n',
    ].join('\n\n'),
  });
});

test('writes tables by rows, and layout tables as text', () => {
  expect(text('<table><tr><th>Lab</th><th>Due</th></tr><tr><td>2</td><td>27 | 11</td></tr></table>')).toBe(
    '| Lab | Due |\n| --- | --- |\n| 2 | 27 \\| 11 |\n',
  );
  expect(text('<table><tr><td><p>One</p><p>Two</p></td></tr></table>')).toBe('One\n\nTwo\n');
});

test('survives what is not HTML', () => {
  expect(text('')).toBe('');
  expect(text('just words')).toBe('just words\n');
  expect(text('<p>unclosed <b>tags <i>everywhere')).toBe('unclosed tags everywhere\n');
  expect(text('<script>lost</script><html><head></head><body>kept</body></html>')).toContain('kept');
  expect(text(`${'<div>'.repeat(3000)}deep`).length).toBeLessThan(10);
});
