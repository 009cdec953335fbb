export { createDesktopService, type DesktopService } from './desktop-service.ts';
export type { Desktop } from './ports.ts';
