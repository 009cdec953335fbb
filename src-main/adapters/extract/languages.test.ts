import { expect, it } from 'vitest';
import { languageNamed } from '../../engine/query/query-values.ts';
import { languageOf } from './languages.ts';

it.each(['a.ts', 'b.py', 'c.cc', 'd.cs', 'e.rs', 'f.tf', 'Makefile', 'Dockerfile', 'g.vue', 'h.sh', 'i.kt', 'j.zig'])(
  'the language of %s can be asked for with lang:',
  (name) => {
    const language = languageOf(name) ?? '';
    expect(languageNamed(language)).toBe(language);
  },
);
