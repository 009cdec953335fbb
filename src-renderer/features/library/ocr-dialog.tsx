import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { OCR_LANGUAGES, type OcrLanguage } from '../../../src-contract/ocr.ts';
import type { Source } from '../../../src-contract/source.ts';
import { carrel } from '../../lib/client.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { splitPath } from './file-name.ts';

interface OcrDialogProps {
  readonly source: Pick<Source, 'id' | 'path'>;
  /** How many pages will be read, where that is known. */
  readonly pages: number | undefined;
  readonly onClose: () => void;
}

/** A page of one language, on two busy cores; one measurement of each language. */
const SECONDS_PER_PAGE = 6;

/** Asks in which languages pages are read, says how long that may take, and starts it; the job shows the rest. */
export function OcrDialog({ source, pages, onClose }: OcrDialogProps) {
  const t = useTranslations('library.ocr');
  const format = useFormat();
  const [languages, setLanguages] = useState<readonly OcrLanguage[]>(['eng']);
  const seconds = SECONDS_PER_PAGE * Math.max(1, languages.length);
  const start = async (): Promise<void> => {
    await carrel().library.readWithOcr({ ids: [source.id], languages: [...languages] });
    onClose();
  };
  return (
    <FormDialog
      title={t('title')}
      description={t('description', { name: splitPath(source.path).name })}
      action={t('start')}
      canSubmit={languages.length > 0}
      onSubmit={start}
      onClose={onClose}
    >
      <fieldset className="space-y-1.5">
        <legend className="mb-1 text-small text-n8">{t('languages')}</legend>
        {OCR_LANGUAGES.map((language) => (
          <Checkbox
            key={language}
            checked={languages.includes(language)}
            onChange={(isChosen) =>
              setLanguages(OCR_LANGUAGES.filter((one) => (one === language ? isChosen : languages.includes(one))))
            }
          >
            {t(language)}
          </Checkbox>
        ))}
      </fieldset>
      <p className="text-small text-n8">
        {pages === undefined
          ? t('estimateEach', { time: format.seconds(seconds) })
          : t('estimate', { time: format.seconds(seconds * pages), count: pages })}
      </p>
    </FormDialog>
  );
}
