import { Failure } from '../../../src-contract/failure.ts';
import { recognise } from '../../../src-contract/host-message.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Source } from '../../../src-contract/source.ts';
import type { LibraryDeps } from './deps.ts';
import { locateWords } from './locate-words.ts';
import type { Originals } from './originals.ts';
import type { SourceRecord } from './ports.ts';

type SourceHandlers = Pick<CarrelHandlers['library'], 'listSources' | 'getSource' | 'readSource' | 'locatePassage'>;

/** What stands between the pages when a paged source is read as a whole. */
const PAGE_BREAK = '\n\n';

/** Finds a source that is not deleted. @throws Failure `not-found` */
export async function requireSource(deps: Pick<LibraryDeps, 'store'>, id: SourceId): Promise<SourceRecord> {
  const source = (await deps.store.findSources([id]))[0];
  if (source !== undefined && source.deletedAt === undefined) return source;
  throw new Failure('not-found', 'This source is no longer in the library. It may have been removed.', {
    reason: 'library/unknown-source',
  });
}

/** Handlers that look at sources. */
export function createSourceHandlers(deps: LibraryDeps, originals: Originals): SourceHandlers {
  return {
    async listSources(query) {
      const { total, sources } = await deps.store.listSources(query);
      return { total, sources: sources.map(asListed) };
    },
    async getSource({ id }, { signal }) {
      const source = await requireSource(deps, id);
      const members = await deps.store.listMembers(id);
      return {
        ...asListed(source),
        hash: source.hash,
        origin: source.origin,
        originalAvailable: await originals.isAvailable(source, signal),
        coverage: (await deps.store.listCoverage(id)).map((page) => ({ ...page, ...codeOf(page.reason) })),
        members: members.map(asListed),
      };
    },
    async readSource({ id, page }) {
      const source = await requireSource(deps, id);
      const pages = await deps.store.readPages(id, page);
      if (page !== undefined && pages.length === 0) {
        throw new Failure('not-found', `${source.title} has no page ${page}. It has ${source.pages ?? 1}.`, {
          reason: 'library/unknown-page',
        });
      }
      return {
        kind: source.kind,
        title: source.title,
        path: source.path,
        language: source.language,
        page,
        pages: source.pages,
        text: pages.map((one) => one.text).join(PAGE_BREAK),
      };
    },
    async locatePassage({ id, position }, { signal }) {
      const source = await requireSource(deps, id);
      const read = await deps.ocrPages.find(source.hash, position.page ?? 1);
      const isOcr = read !== undefined && (await isReadByOcr(deps, source, position.page ?? 1));
      if (isOcr) return locateWords(read, position);
      if (source.kind !== 'pdf') {
        throw new Failure('unsupported', `${source.title} has no pages to draw on. Show its lines instead.`, {
          reason: 'library/no-pages',
        });
      }
      const { target } = await originals.verify(source, signal);
      return deps.reader.locate(target, position, signal);
    },
  };
}

async function isReadByOcr(deps: LibraryDeps, source: SourceRecord, page: number): Promise<boolean> {
  return (await deps.store.readPages(source.id, page))[0]?.state === 'ocr';
}

/** A source as lists show it. */
function asListed(record: SourceRecord): Source {
  const {
    origin: _origin,
    parentId: _parent,
    language: _language,
    hash: _hash,
    deletedAt: _deleted,
    ...source
  } = record;
  return { ...source, ...codeOf(source.reason) };
}

function codeOf(reason: string | undefined): Pick<Source, 'reasonCode'> {
  const reasonCode = reason === undefined ? undefined : recognise(reason);
  return reasonCode === undefined ? {} : { reasonCode };
}
