import type {
  CollectionIndexHealth,
  LearnedWords,
  LiveIndex,
  MeaningSearch,
} from '../../../../src-contract/index-health.ts';
import { type CommandContext, findCollection } from '../command-context.ts';
import { counted, formatBytes, plainLine } from '../terminal-text.ts';

/** `carrel status --index`: what the index of each collection holds, and what cannot be found. */
export async function indexStatus(context: CommandContext): Promise<void> {
  const { environment, output, globals } = context;
  await context.withClient(async (opened) => {
    const only = globals.collection === undefined ? undefined : await findCollection(opened, globals.collection);
    const health = await opened.client.system.indexHealth({}, { signal: environment.signal });
    const collections = health.collections.filter(({ id }) => only === undefined || id === only.id);
    if (output.isJson) {
      output.json({ ...health, collections });
      return;
    }
    if (collections.length === 0) output.line('There are no collections.');
    for (const collection of collections) {
      output.line(output.style('bold', plainLine(collection.name)));
      output.table(rowsOf(collection), '  ');
    }
    output.line(`Rebuilt or made equal to the catalog: ${counted(health.recoveries, 'time')}`);
  });
}

function rowsOf({
  passages,
  index,
  learned,
  problem,
  unsearchable,
}: CollectionIndexHealth): readonly [string, string][] {
  const none = unsearchable.map(({ status, sources }) => `${counted(sources, 'source')} ${status}`);
  return [
    ...(problem === undefined ? [] : [['Problem', plainLine(problem)] as [string, string]]),
    ...(index === undefined ? [['Index', 'none yet'] as [string, string]] : indexRows(index, passages)),
    ...(learned === undefined ? [] : [['Learned words', learnedRow(learned)] as [string, string]]),
    ['Not searchable', none.length === 0 ? 'nothing' : none.join(', ')],
  ];
}

function indexRows(index: LiveIndex, cataloged: number): [string, string][] {
  const behind = index.passages === cataloged ? '' : ` (${counted(cataloged, 'passage')} in the catalog)`;
  const gone = index.tombstones === 0 ? '' : `, ${counted(index.tombstones, 'passage')} gone but still in the files`;
  return [
    [
      'Index',
      `generation ${index.generation} · ${counted(index.segments, 'segment')} · ${formatBytes(index.sizeBytes)}`,
    ],
    ['Passages', `${counted(index.passages, 'passage')}${behind}${gone}`],
    ['Meaning', `${plainLine(index.model)}, ${index.dimensions} dimensions, ${searched(index.meaning)}`],
    ...(index.withoutVector === undefined
      ? []
      : [
          [
            'By words alone',
            `${counted(index.withoutVector, 'passage')}, until "carrel reindex" has made their vectors`,
          ] as [string, string],
        ]),
    ...(index.trust === undefined ? [] : [['Weight', trusted(index.trust)] as [string, string]]),
  ];
}

function learnedRow({ model, passages, left, problem }: LearnedWords): string {
  if (problem !== undefined) return `${counted(passages, 'passage')}; stopped: ${plainLine(problem)}`;
  const still = left === undefined ? '' : `; ${counted(left, 'text')} still to be read`;
  return `${plainLine(model ?? 'no model')}, ${counted(passages, 'passage')}${still}`;
}

function trusted({ centre, questions }: NonNullable<LiveIndex['trust']>): string {
  const why = questions > 0 ? `measured on ${counted(questions, 'question')} to this collection` : 'the default';
  return `trusted at ${centre.toFixed(2)}, ${why}`;
}

function searched({ by, graph, recall, why }: MeaningSearch): string {
  const how = by === 'scan' ? 'exact scan' : 'graph';
  const found = by === 'graph' && recall !== undefined ? `, recall@10 ${recall.toFixed(3)}` : '';
  if (graph === 'building') return `${how}${found}; a graph is being built`;
  if (graph === 'refused') return `${how}; a graph was refused: ${plainLine(why ?? 'the reason was not recorded')}`;
  return `${how}${found}`;
}
