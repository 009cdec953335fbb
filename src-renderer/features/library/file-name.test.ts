import { describe, expect, it } from 'vitest';
import { shortFolder, splitPath } from './file-name.ts';

describe('splitting a path', () => {
  it('takes the separators of any system', () => {
    expect(splitPath('/courses/os/lecture-7.pdf')).toEqual({ name: 'lecture-7.pdf', folder: '/courses/os' });
    expect(splitPath('C:\\courses\\os\\lab.md')).toEqual({ name: 'lab.md', folder: 'C:\\courses\\os' });
  });

  it('names the archive around a member', () => {
    expect(splitPath('/courses/lab.zip!/src/main.ts')).toEqual({
      name: 'main.ts',
      folder: '/courses/lab.zip!/src',
      archive: 'lab.zip',
    });
    expect(splitPath('/courses/lab.zip!/main.ts')).toEqual({
      name: 'main.ts',
      folder: '/courses/lab.zip',
      archive: 'lab.zip',
    });
  });

  it('names the inner archive of two', () => {
    expect(splitPath('/all.zip!/one.zip!/a.md')).toMatchObject({ name: 'a.md', archive: 'one.zip' });
  });

  it('leaves a title without a folder whole', () => {
    expect(splitPath('My notes')).toEqual({ name: 'My notes', folder: '' });
    expect(splitPath('folder/')).toMatchObject({ name: 'folder/' });
  });
});

describe('a short folder', () => {
  it('keeps the last two', () => {
    expect(shortFolder('/home/ada/courses/os')).toBe('…/courses/os');
    expect(shortFolder('/courses/os')).toBe('/courses/os');
    expect(shortFolder('')).toBe('');
  });
});
