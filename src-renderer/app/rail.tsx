import { useTranslations } from 'use-intl';
import { classNames } from '../ui/class-names.ts';
import { Hint } from '../ui/hint.tsx';
import { go, routeHash, useRoute } from './route.ts';
import { SCREENS, type Screen } from './screens.tsx';

/** The areas of the window; Settings stands apart at the foot. */
export function Rail() {
  const t = useTranslations('frame');
  const [main, foot] = [
    SCREENS.filter((screen) => screen.id !== 'settings'),
    SCREENS.filter((screen) => screen.id === 'settings'),
  ];
  return (
    <nav
      aria-label={t('areas')}
      className="flex w-17 shrink-0 flex-col gap-0.5 border-e border-hairline bg-n2 px-1 py-2"
    >
      {main.map((screen) => (
        <RailLink key={screen.id} screen={screen} />
      ))}
      <span className="flex-1" />
      {foot.map((screen) => (
        <RailLink key={screen.id} screen={screen} />
      ))}
    </nav>
  );
}

function RailLink({ screen }: { readonly screen: Screen }) {
  const t = useTranslations('rail');
  const isHere = useRoute((route) => route.screen === screen.id);
  const Icon = screen.icon;
  return (
    <Hint text={t(screen.id)} keys={`mod+${SCREENS.indexOf(screen) + 1}`} side="right">
      <a
        href={routeHash(screen.id)}
        aria-current={isHere ? 'page' : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go(screen.id);
        }}
        className={classNames(
          'grid select-none place-items-center gap-0.5 rounded-control pb-1 pt-1.5 text-micro transition-colors duration-(--quick)',
          isHere ? 'bg-n0 text-accent shadow-[0_0_0_1px_var(--hairline)]' : 'text-n7 hover:bg-n3 hover:text-n10',
        )}
      >
        <Icon aria-hidden="true" className="size-5" strokeWidth={1.5} />
        <span className="max-w-full text-center leading-tight">{t(screen.id)}</span>
      </a>
    </Hint>
  );
}
