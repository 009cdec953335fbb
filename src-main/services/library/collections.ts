import { Failure } from '../../../src-contract/failure.ts';
import type { CollectionId } from '../../../src-contract/ids.ts';
import { type Collection, collectionNameSchema } from '../../../src-contract/library.ts';
import { newId } from '../../platform/new-id.ts';
import { createSerial } from '../../platform/serial.ts';
import type { LibraryDeps } from './deps.ts';
import type { CollectionRecord } from './ports.ts';

/** Collections under their rules: names are unique among live ones, letter case apart. */
export interface Collections {
  create(name: string): Promise<Collection>;
  rename(id: CollectionId, name: string): Promise<Collection>;
  delete(id: CollectionId): Promise<void>;
  restore(id: CollectionId): Promise<Collection>;
  /** Finds by id or name. @throws Failure `not-found` */
  find(idOrName: string): Promise<CollectionRecord>;
  /** Finds by id or name; a name that is new creates. */
  ensure(idOrName: string): Promise<CollectionRecord>;
}

export function createCollections(deps: Pick<LibraryDeps, 'store' | 'now'>): Collections {
  const inTurn = createSerial(); // looking whether a name is free and taking it belong together

  async function requireLive(id: CollectionId): Promise<CollectionRecord> {
    const record = await deps.store.findCollection(id);
    if (record === undefined || record.deletedAt !== undefined) throw unknownCollection();
    return record;
  }

  async function assertFree(name: string, but?: CollectionId): Promise<void> {
    const taken = await deps.store.findCollectionByName(name);
    if (taken === undefined || taken.id === but) return;
    throw new Failure('conflict', `A collection named "${taken.name}" exists already. Choose another name.`, {
      reason: 'library/name-taken',
      details: { id: taken.id },
    });
  }

  async function put(record: CollectionRecord): Promise<CollectionRecord> {
    await deps.store.putCollection(record);
    return record;
  }

  async function withSums(record: CollectionRecord): Promise<Collection> {
    const listed = (await deps.store.listCollections()).find((collection) => collection.id === record.id);
    if (listed === undefined) throw unknownCollection();
    return listed;
  }

  async function createRecord(name: string): Promise<CollectionRecord> {
    await assertFree(name);
    return put({ id: newId() as CollectionId, name, createdAt: deps.now(), deletedAt: undefined });
  }

  return {
    create: (name) => inTurn(async () => withSums(await createRecord(name))),
    rename: (id, name) =>
      inTurn(async () => {
        const record = await requireLive(id);
        await assertFree(name, id);
        return withSums(await put({ ...record, name }));
      }),
    delete: (id) =>
      inTurn(async () => {
        await put({ ...(await requireLive(id)), deletedAt: deps.now() });
      }),
    restore: (id) =>
      inTurn(async () => {
        const record = await deps.store.findCollection(id);
        if (record === undefined) throw unknownCollection();
        if (record.deletedAt === undefined) return withSums(record);
        await assertFree(record.name, id);
        return withSums(await put({ ...record, deletedAt: undefined }));
      }),
    async find(idOrName) {
      const byId = await deps.store.findCollection(idOrName as CollectionId);
      const found = byId ?? (await deps.store.findCollectionByName(idOrName));
      if (found === undefined || found.deletedAt !== undefined) throw unknownCollection();
      return found;
    },
    ensure: (idOrName) =>
      inTurn(async () => {
        const byId = await deps.store.findCollection(idOrName as CollectionId);
        if (byId !== undefined && byId.deletedAt === undefined) return byId;
        const byName = await deps.store.findCollectionByName(idOrName);
        if (byName !== undefined) return byName;
        const name = collectionNameSchema.safeParse(idOrName);
        if (name.success) return createRecord(name.data);
        throw new Failure('invalid-input', 'The name of a collection has 1 to 120 characters. Choose a shorter one.', {
          reason: 'library/bad-name',
        });
      }),
  };
}

function unknownCollection(): Failure {
  return new Failure('not-found', 'This collection does not exist any more. List the collections and choose one.', {
    reason: 'library/unknown-collection',
  });
}
