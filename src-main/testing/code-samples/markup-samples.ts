import type { CodeSample } from './code-sample.ts';

/** Samples in languages without units. */
export const MARKUP_SAMPLES: readonly CodeSample[] = [
  {
    language: 'css',
    file: 'page.css',
    text: '@import "base.css";\n.button { color: red; }\n@media (min-width: 3px) { .b { color: blue } }\n',
    units: [],
    mentions: ['includes base.css'],
  },
  { language: 'json', file: 'a.json', text: '{ "name": "x", "scripts": { "a": 1 } }\n', units: [], mentions: [] },
  {
    language: 'xml',
    file: 'App.vue',
    text: '<template><p>Hello</p></template>\n<script>\nconst a = 1;\n</script>\n',
    units: [],
    mentions: [],
  },
];
