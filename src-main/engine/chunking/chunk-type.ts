/**
 * What a passage is of. `declarations` is a run of small members or definitions that belong together, `code` anything
 * else in a source file; `text` is what has no structure of its own.
 */
export type ChunkType =
  | 'function'
  | 'method'
  | 'class'
  | 'declarations'
  | 'code'
  | 'section'
  | 'page'
  | 'slide'
  | 'rows'
  | 'cell'
  | 'text';
