import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { OCR_LANGUAGES, type OcrLanguage } from '../../../src-contract/ocr.ts';
import type { Source } from '../../../src-contract/source.ts';
import { carrel } from '../../lib/client.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNote } from '../../ui/failure-note.tsx';
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
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('title')}
      description={t('description', { name: splitPath(source.path).name })}
    >
      <OcrForm source={source} pages={pages} onClose={onClose} />
    </Dialog>
  );
}

function OcrForm({ source, pages, onClose }: OcrDialogProps) {
  const t = useTranslations('library.ocr');
  const common = useTranslations('common');
  const format = useFormat();
  const [languages, setLanguages] = useState<readonly OcrLanguage[]>(['eng']);
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const seconds = SECONDS_PER_PAGE * Math.max(1, languages.length);

  const submit = async (): Promise<void> => {
    setIsBusy(true);
    setFailure(undefined);
    try {
      await carrel().library.readWithOcr({ ids: [source.id], languages: [...languages] });
      onClose();
    } catch (thrown) {
      setFailure(thrown);
      setIsBusy(false);
    }
  };
  return (
    <form
      className="space-y-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (languages.length > 0 && !isBusy) void submit();
      }}
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
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button type="submit" look="solid" disabled={languages.length === 0 || isBusy}>
          {t('start')}
        </Button>
      </div>
    </form>
  );
}
