import { CircleHelp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { askWhyMissing } from './missing-store.ts';

/** Asks why something that was expected is not among the results. */
export function MissingButton() {
  const t = useTranslations('find.missing');
  return (
    <Button className="mt-3" onClick={() => askWhyMissing()}>
      <CircleHelp aria-hidden="true" className="size-4" strokeWidth={1.75} />
      {t('ask')}
    </Button>
  );
}
