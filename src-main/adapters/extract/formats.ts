import type { SourceKind } from '../../../src-contract/passage.ts';
import { extensionOf, languageOf } from './languages.ts';

/** The readers, named for what they read; one file each. */
export type Reader =
  | 'pdf'
  | 'markdown'
  | 'html'
  | 'text'
  | 'rst'
  | 'docx'
  | 'odt'
  | 'rtf'
  | 'pptx'
  | 'odp'
  | 'xlsx'
  | 'xls'
  | 'ods'
  | 'csv'
  | 'tsv'
  | 'epub'
  | 'fb2'
  | 'notebook'
  | 'msg'
  | 'picture';

/** How a file will be read, judged by its name. `unknown` is decided by its bytes. */
export type Format =
  | {
      readonly reader: Reader | 'archive' | 'unknown';
      readonly kind: SourceKind;
    }
  | { readonly reader: 'code'; readonly kind: 'code'; readonly language: string }
  | { readonly reader: 'none'; readonly kind: 'other'; readonly name: string };

const BY_EXTENSION: ReadonlyMap<string, { readonly reader: Reader; readonly kind: SourceKind }> = new Map(
  (
    [
      ['pdf', 'pdf', 'pdf'],
      ['markdown', 'markdown', 'md markdown mdown mkd mdx qmd rmd'],
      ['html', 'html', 'html htm xhtml'],
      ['rst', 'text', 'rst'],
      ['docx', 'docx', 'docx docm'],
      ['pptx', 'slides', 'pptx pptm ppsx ppsm potx'],
      ['xlsx', 'sheet', 'xlsx xlsm xltx'],
      ['odt', 'docx', 'odt ott fodt'],
      ['rtf', 'docx', 'rtf'],
      ['odp', 'slides', 'odp otp fodp'],
      ['xls', 'sheet', 'xls xlt'],
      ['ods', 'sheet', 'ods ots fods'],
      ['epub', 'book', 'epub'],
      ['fb2', 'book', 'fb2'],
      ['csv', 'sheet', 'csv'],
      ['tsv', 'sheet', 'tsv tab'],
      ['msg', 'text', 'msg'],
      ['notebook', 'notebook', 'ipynb'],
      ['picture', 'other', 'png jpg jpeg webp bmp'],
    ] as const
  ).flatMap(([reader, kind, extensions]) =>
    extensions.split(' ').map((extension) => [extension, { reader, kind }] as const),
  ),
);
const TEXT = new Set(
  (
    'txt text log adoc asciidoc asc org tex latex ltx bib wiki mediawiki textile opml pod rdoc srt vtt ' +
    'readme license licence copying notice authors changelog contributing todo'
  ).split(' '),
);

const UNREAD_FORMATS: Readonly<Record<string, string>> = {
  'PowerPoint presentations': 'ppt pps key',
  'this kind of spreadsheet': 'xlsb numbers',
  'old Word documents (.doc)': 'doc dot',
  'electronic books': 'mobi azw azw3 djvu',
  'mail messages': 'eml mbox pst',
  images: 'gif tif tiff heic heif avif ico psd raw',
  'sound and video': 'mp3 m4a wav flac ogg opus aac mp4 mkv mov avi webm wmv m4v',
  'this kind of archive': 'tar gz tgz bz2 xz zst 7z rar jar war apk cab iso dmg deb rpm whl crate',
  'programs and libraries': 'exe dll so dylib bin o a lib class pyc wasm node msi',
  databases: 'sqlite sqlite3 db duckdb mdb accdb parquet arrow feather',
  fonts: 'ttf otf woff woff2 eot',
  'model files': 'gguf onnx safetensors pt pth ckpt npy npz pkl h5',
};

const UNREAD_NAME_BY_EXTENSION: ReadonlyMap<string, string> = new Map(
  Object.entries(UNREAD_FORMATS).flatMap(([name, extensions]) =>
    extensions.split(' ').map((extension) => [extension, name] as const),
  ),
);

/** Judges a file by its name; folders in front of the name do not matter. */
export function formatOf(name: string): Format {
  const base = baseNameOf(name);
  const extension = extensionOf(base);
  const document = BY_EXTENSION.get(extension);
  if (document !== undefined) return document;
  if (isArchiveName(base)) return { reader: 'archive', kind: 'archive' };
  const language = languageOf(base);
  if (language !== undefined) return { reader: 'code', kind: 'code', language };
  if (TEXT.has(extension === '' ? base.toLowerCase() : extension)) return { reader: 'text', kind: 'text' };
  const unread = UNREAD_NAME_BY_EXTENSION.get(extension);
  if (unread !== undefined) return { reader: 'none', kind: 'other', name: unread };
  return { reader: 'unknown', kind: 'other' };
}

/** Whether the name says that the file is an archive whose members are read one by one. */
export function isArchiveName(name: string): boolean {
  return extensionOf(baseNameOf(name)) === 'zip';
}

/** The last part of a path of any system, or of a member inside an archive. */
export function baseNameOf(path: string): string {
  const parts = path.split(/[/\\]/u).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}

/** A file name made into a title: without its extension, with underscores as spaces. */
export function titleFromName(name: string): string {
  const base = baseNameOf(name);
  const extension = extensionOf(base);
  const stem = extension === '' ? base : base.slice(0, -extension.length - 1);
  const title = stem.replace(/[_\s\p{Cc}]+/gu, ' ').trim();
  return title === '' ? base : title;
}
