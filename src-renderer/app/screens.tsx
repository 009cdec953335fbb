import {
  ChartNoAxesCombined,
  LibraryBig,
  type LucideIcon,
  MessageSquare,
  Search,
  Settings,
  Waypoints,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { ChatScreen } from '../features/chat/chat-screen.tsx';
import { ConversationList } from '../features/chat/conversation-list.tsx';
import type { ScreenId } from './route.ts';

/**
 * A place of the rail. `List` fills the list pane (absent: the work takes its room), `Work` the middle.
 *
 * The order is the order of the rail and of Ctrl/Cmd+1, 2, …; the name is `rail.<id>` in the messages.
 */
export interface Screen {
  readonly id: Exclude<ScreenId, 'quick'>;
  readonly icon: LucideIcon;
  readonly List?: ComponentType;
  readonly Work: ComponentType;
}

const FindScreen = lazy(async () => ({ default: (await import('../features/find/find-screen.tsx')).FindScreen }));
const LibraryScreen = lazy(async () => ({
  default: (await import('../features/library/library-screen.tsx')).LibraryScreen,
}));
const CollectionList = lazy(async () => ({
  default: (await import('../features/library/collection-list.tsx')).CollectionList,
}));
const GraphScreen = lazy(async () => ({ default: (await import('../features/graph/graph-screen.tsx')).GraphScreen }));
const InsightsScreen = lazy(async () => ({
  default: (await import('../features/insights/insights-screen.tsx')).InsightsScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/settings-screen.tsx')).SettingsScreen,
}));
const SectionList = lazy(async () => ({
  default: (await import('../features/settings/section-list.tsx')).SectionList,
}));

/** What the window offers. All but the first screen are loaded when they are first opened. */
export const SCREENS: readonly Screen[] = [
  { id: 'chat', icon: MessageSquare, List: ConversationList, Work: ChatScreen },
  { id: 'find', icon: Search, Work: FindScreen },
  { id: 'library', icon: LibraryBig, List: CollectionList, Work: LibraryScreen },
  { id: 'code', icon: Waypoints, Work: GraphScreen },
  { id: 'insights', icon: ChartNoAxesCombined, Work: InsightsScreen },
  { id: 'settings', icon: Settings, List: SectionList, Work: SettingsScreen },
];
