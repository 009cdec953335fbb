import { describe, expect, it } from 'vitest';
import { matchingCommands, typedCommand } from './slash-commands.ts';

describe('quick commands', () => {
  it('are offered while their name is typed', () => {
    expect(matchingCommands('/')).toContain('find');
    expect(matchingCommands('/s')).toEqual(['search', 'scope']);
    expect(matchingCommands('/find heap')).toEqual([]);
    expect(matchingCommands('why /s')).toEqual([]);
  });

  it('are told from questions that begin with a path', () => {
    expect(typedCommand('/find group commit ')).toEqual({ name: 'find', words: 'group commit' });
    expect(typedCommand('/etc/hosts is what?')).toBeUndefined();
    expect(typedCommand('/unknown words')).toBeUndefined();
    expect(typedCommand('What does /find do?')).toBeUndefined();
  });
});
