import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { chunkPages } from '../../engine/chunking/chunk-pages.ts';
import { readPptx } from './read-pptx.ts';

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Slide {
  readonly shapes: string;
  readonly notes?: string;
}

const paragraph = (text: string, level = 0) => `<a:p><a:pPr lvl="${level}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;
const shape = (content: string, placeholder?: string, at?: readonly [number, number]) =>
  `<p:sp><p:nvSpPr><p:nvPr>${placeholder === undefined ? '' : `<p:ph type="${placeholder}"/>`}</p:nvPr></p:nvSpPr>` +
  `<p:spPr>${at === undefined ? '' : `<a:xfrm><a:off x="${at[0]}" y="${at[1]}"/><a:ext cx="10" cy="10"/></a:xfrm>`}</p:spPr>` +
  `<p:txBody>${content}</p:txBody></p:sp>`;
const tree = (shapes: string) => `<p:sld><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;

function aPptx(slides: readonly Slide[], more: Readonly<Record<string, string>> = {}): Uint8Array {
  const link = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`;
  const links = (all: string) => `<Relationships>${all}</Relationships>`;
  const parts: Record<string, string> = {
    '_rels/.rels': links(link('r', 'officeDocument', 'ppt/presentation.xml')),
    'ppt/_rels/presentation.xml.rels': links(
      slides.map((_, at) => link(`r${at}`, 'slide', `slides/s${at}.xml`)).join(''),
    ),
    // The order of the list counts, not that of the files.
    'ppt/presentation.xml': `<p:presentation><p:sldIdLst>${slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="r${at}"/>`).join('')}</p:sldIdLst></p:presentation>`,
  };
  slides.forEach(({ shapes, notes }, at) => {
    parts[`ppt/slides/s${at}.xml`] = tree(shapes);
    if (notes === undefined) return;
    parts[`ppt/slides/_rels/s${at}.xml.rels`] = links(link('n', 'notesSlide', `../notesSlides/n${at}.xml`));
    parts[`ppt/notesSlides/n${at}.xml`] = tree(shape(paragraph(notes), 'body') + shape(paragraph('7'), 'sldNum'));
  });
  const all = { ...parts, ...more };
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)])));
}

test('reads a slide: title first, then from top to bottom, lists, tables, notes', async () => {
  const cell = (text: string) => `<a:tc><a:txBody>${paragraph(text)}</a:txBody></a:tc>`;
  const table = `<p:graphicFrame><p:xfrm><a:off x="0" y="500"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic><a:graphicData><a:tbl><a:tr>${cell('Lab')}${cell('Due')}</a:tr><a:tr>${cell('1')}${cell('May')}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
  const shapes =
    table +
    shape(paragraph('right'), undefined, [200, 300]) +
    shape(paragraph('left'), undefined, [0, 302]) +
    shape(paragraph('write ahead') + paragraph('then apply', 1), 'body', [0, 100]) +
    shape(paragraph('Crash &lt;safety&gt;'), 'ctrTitle') +
    shape(paragraph('12'), 'sldNum', [0, 0]);
  const document = await readPptx(aPptx([{ shapes, notes: 'Mention fsync.' }]));
  expect(document).toMatchObject({ title: 'Crash <safety>', shape: 'markdown', isPaged: true });
  expect(document.pages[0]!.text).toBe(
    '# Crash <safety>\n\n- write ahead\n  - then apply\n\nleft\n\nright\n\n| Lab | Due |\n| --- | --- |\n| 1 | May |\n\nNotes: Mention fsync.\n',
  );
});

test('a slide is a passage of its own, without the title of the slide before', async () => {
  const slides = [
    { shapes: shape(paragraph('Recovery'), 'title') + shape(paragraph('Replay the log.')) },
    { shapes: shape(paragraph('No title here.')) },
  ];
  const { pages } = await readPptx(aPptx(slides));
  const chunks = chunkPages({ shape: 'markdown', title: 'Deck', isPaged: true, pages });
  expect(chunks.map(({ position, heading, text }) => [position.page, heading, text])).toEqual([
    [1, 'Recovery', '# Recovery\n\nReplay the log.'],
    [2, undefined, 'No title here.'],
  ]);
});

test('reads the other slides when one is damaged', async () => {
  const slides = [{ shapes: shape(paragraph('whole')) }, { shapes: shape(paragraph('torn')) }];
  const document = await readPptx(aPptx(slides, { 'ppt/slides/s1.xml': '<p:sld><p:cSld' }));
  expect(document.pages.map((page) => page.state)).toEqual(['text', 'failed']);
  expect(document.missing).toMatch(/^1 of 2 slides .* slide 2: /u);
});

test('ends with a status for what is no presentation', async () => {
  await expect(readPptx(aPptx([]))).rejects.toMatchObject({ status: 'no-text' });
  await expect(readPptx(zipSync({ 'a.txt': strToU8('a') }))).rejects.toMatchObject({ status: 'invalid' });
  const deep = aPptx([{ shapes: '<p:grpSp>'.repeat(100_000) }]);
  expect((await readPptx(deep)).pages).toMatchObject([{ state: 'failed' }]);
});
