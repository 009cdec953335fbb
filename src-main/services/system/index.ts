export type {
  CatalogedCollection,
  CatalogHealth,
  DoctorCheck,
  Garbage,
  GeneratorState,
  IndexState,
  LibraryState,
  RecoveryBook,
  SettingsState,
  SystemProbes,
} from './ports.ts';
export { createSystemService, type SystemService, type SystemServiceDeps } from './system-service.ts';
