import { HardDrive, type LucideIcon, ScrollText, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useSystem } from '../../lib/system-store.ts';
import { SettingGroup } from './setting-group.tsx';
import { systemNamed } from './system-name.ts';

/** What this program is, what it promises, and what it does not protect from. */
export function AboutSection() {
  const t = useTranslations('settings.about');
  const version = useSystem((state) => state.status?.version);
  return (
    <>
      <SettingGroup>
        <p className="text-title font-semibold text-n11">Carrel</p>
        <p className="tabular text-n8">
          {version === undefined ? '' : `${t('version', { version })} · `}
          {t('licence')}
        </p>
        <p className="mt-2 max-w-[75ch] text-pretty text-n9">{t('what')}</p>
      </SettingGroup>
      <SettingGroup title={t('security')}>
        <div className="divide-y divide-hairline border-y border-hairline">
          <Statement icon={WifiOff} title={t('offline')}>
            <p>{t('offlineText')}</p>
          </Statement>
          <Statement icon={HardDrive} title={t('encryption')}>
            <p>{t('encryptionText')}</p>
            <p className="mt-1.5">{t(`encryptionHow.${systemNamed(navigator.userAgent)}`)}</p>
            <p className="mt-1.5">{t('encryptionBackups')}</p>
          </Statement>
          <Statement icon={ScrollText} title={t('documents')}>
            <p>{t('documentsText')}</p>
          </Statement>
        </div>
      </SettingGroup>
    </>
  );
}

function Statement({
  icon: Icon,
  title,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex gap-3 py-3.5">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-n7" strokeWidth={1.75} />
      <div className="min-w-0 max-w-[75ch] flex-1 text-pretty">
        <h3 className="font-medium text-n11">{title}</h3>
        <div className="mt-0.5 text-n8">{children}</div>
      </div>
    </div>
  );
}
