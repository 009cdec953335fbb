import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoute, routeHash, SCREEN_IDS } from './route.ts';

describe('addresses of the window', () => {
  it('come back as the route they were made from', () => {
    const part = fc.string({ minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.constantFrom(...SCREEN_IDS), fc.array(part, { maxLength: 2 }), (screen, path) => {
        expect(parseRoute(routeHash(screen, ...path))).toEqual({ screen, path });
      }),
    );
  });

  it('lead to the chat when they lead nowhere', () => {
    for (const hash of ['', '#', '#/', '#/nowhere/1', '#key=abc', '#/chat/%E0%A4%A']) {
      expect(parseRoute(hash)).toEqual({ screen: 'chat', path: [] });
    }
  });
});
