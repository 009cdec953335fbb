export { createGraphService, type GraphService, type GraphServiceDeps } from './graph-service.ts';
