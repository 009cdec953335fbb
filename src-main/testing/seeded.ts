/** What tests, torture and benchmarks draw with: the numbers of the bootstrap. */
export { seededDraws as seeded } from '../engine/metrics/bootstrap.ts';
