import { expect, test } from 'vitest';
import { REMOTE_PREFIX } from '../../../src-contract/remote.ts';
import { createRemoteHealth } from './remote-health.ts';

test('a backend in use fails from its last failed request to the next that is answered', () => {
  const health = createRemoteHealth();
  const choices = [`${REMOTE_PREFIX}desk`, 'auto', `${REMOTE_PREFIX}desk`];
  expect(health.failing(choices)).toEqual([]);
  health.heard({ purpose: 'remote backend desk', outcome: 'failed' });
  health.heard({ purpose: 'remote backend other', outcome: 'failed' });
  health.heard({ purpose: 'the page', outcome: 'failed' });
  expect(health.failing(choices)).toEqual(['desk']);
  health.heard({ purpose: 'remote backend desk', outcome: 'done' });
  expect(health.failing(choices)).toEqual([]);
});
