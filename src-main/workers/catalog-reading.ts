/** Entry of the child process that reads a catalog through after a crash. The parent ends it, whatever it does. */
import { type CatalogReading, readCatalogThrough } from '../adapters/duckdb/read-catalog-through.ts';
import { openParentPort } from '../platform/parent-port.ts';

const port = openParentPort();
const say = (reading: CatalogReading) => port.send(reading);
port.onMessage((path) => {
  void readCatalogThrough(String(path)).then((problem) =>
    say({ kind: 'ended', ...(problem === undefined ? {} : { problem }) }),
  );
});
say({ kind: 'started' });
