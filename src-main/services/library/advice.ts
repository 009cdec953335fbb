import type { SourceStatus } from '../../../src-contract/source.ts';

/** What to do about sources that ended with a status. */
export const ADVICE: Readonly<Record<SourceStatus, string>> = {
  ok: 'Nothing to do.',
  partial: 'What could be read can be searched. Open the source to see what is missing.',
  'no-text': 'No text was found; scanned pages need text recognition first.',
  password: 'Open the source in the library and enter its password.',
  invalid: 'Check that the file opens in its own program and that you may read it, then try again.',
  'timed-out': 'Raise the time limit for one file in the settings and try again, or split the file.',
  'too-large': 'Raise the largest file size in the settings and try again, or split the file.',
  unsupported:
    'Convert the file to PDF, an office format (DOCX, PPTX, XLSX), Markdown, HTML or plain text and add that.',
};
