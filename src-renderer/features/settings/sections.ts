import { useRoute } from '../../app/route.ts';

/** The pages of the settings, in the order of the list; the name of each is `settings.section.<id>`. */
export const SECTION_IDS = [
  'appearance',
  'answers',
  'models',
  'folders',
  'backup',
  'advanced',
  'network',
  'history',
  'checkup',
  'about',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** The page of an address; the first where the address names none that there is. */
export const sectionOf = (name: string | undefined): SectionId => SECTION_IDS.find((id) => id === name) ?? 'appearance';

/** The page that is open. */
export const useSection = (): SectionId => sectionOf(useRoute((route) => route.path[0]));
