export { nearestKey } from './nearest-key.ts';
export type { SettingChange, SettingsFile, SettingsFileContent, SettingsHistory } from './ports.ts';
export { type LibraryFolder, resolveLibraryFolder } from './resolve-library-folder.ts';
export type { SettingProblem } from './resolve-settings.ts';
export { createSettingsService, type SettingsService, type SettingsServiceDeps } from './settings-service.ts';
