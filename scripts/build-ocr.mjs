// Copies the data by which scanned pages are read (English, German, simplified Chinese) into resources/ocr.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'resources', 'ocr');
/** The integer form of the best networks: the other folder adds the old recogniser, which is not used. */
const FORM = '4.0.0_best_int';

mkdirSync(output, { recursive: true });
const licences = [];
for (const language of ['eng', 'deu', 'chi_sim']) {
  const name = `@tesseract.js-data/${language}`;
  const folder = join(root, 'node_modules', '@tesseract.js-data', language);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  licences.push(`${name} ${version}: ${license}; the networks are those of tesseract-ocr/tessdata_best, Apache-2.0\n`);
  const file = `${language}.traineddata.gz`;
  const source = join(folder, FORM, file);
  const target = join(output, file);
  if (existsSync(target) && statSync(target).mtimeMs >= statSync(source).mtimeMs) continue;
  // Renamed into place, so that two builds at once never leave half a file.
  copyFileSync(source, `${target}.${process.pid}`);
  renameSync(`${target}.${process.pid}`, target);
  console.log(`ocr: ${file} copied`);
}
writeFileSync(join(output, `LICENSES.txt.${process.pid}`), licences.join(''));
renameSync(join(output, `LICENSES.txt.${process.pid}`), join(output, 'LICENSES.txt'));
