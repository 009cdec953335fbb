import { collectionIdSchema } from '../../src-contract/ids.ts';
import type { CollectionIndexHealth, IndexHealth, LiveIndex } from '../../src-contract/index-health.ts';
import { settingsSchema } from '../../src-contract/settings.ts';
import type { DoctorReport } from '../../src-contract/system.ts';

/** A report with a warning and a setting that is unknown. */
export const aDoctorReport = (): DoctorReport => ({
  checks: [
    { name: 'catalog', state: 'ok', message: 'opens' },
    { name: 'models', state: 'warning', message: 'none installed', advice: 'Put a GGUF file into the folder' },
  ],
  settings: [{ key: 'answer.topK', value: settingsSchema.parse({})['answer.topK'], origin: 'default' }],
  unknownSettings: [{ key: 'answer.topk', where: '/library/settings.json', nearest: 'answer.topK' }],
  versions: { carrel: '0.1.0' },
});

/** An index of 1,234 passages that is scanned. */
export const aLiveIndex = (change: Partial<LiveIndex> = {}): LiveIndex => ({
  generation: 7,
  passages: 1234,
  segments: 3,
  tombstones: 12,
  sizeBytes: 4096,
  model: 'carrel-static',
  dimensions: 256,
  meaning: { by: 'scan', graph: 'none' },
  ...change,
});

/** One collection that is well; `change` makes it ill. */
export const anIndexHealth = (change: Partial<CollectionIndexHealth> = {}): IndexHealth => ({
  collections: [
    {
      id: collectionIdSchema.parse('c-Documents'),
      name: 'Documents',
      passages: 1234,
      index: aLiveIndex(),
      unsearchable: [],
      ...change,
    },
  ],
  recoveries: 0,
});
