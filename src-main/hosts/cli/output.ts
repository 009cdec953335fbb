import { stripVTControlCharacters, styleText } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import type { CliEnvironment } from './ports.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A bar on the terminal; on pipes it shows nothing. */
export interface Progress {
  show(done: number, total: number, note: string): void;
  end(): void;
}

/** Where a command writes: answers to stdout, everything about its work to stderr. */
export interface Output {
  /** Whether `--json` was given: then stdout carries JSON lines and nothing else. */
  readonly isJson: boolean;
  json(value: unknown): void;
  /** Writes text as it is; for text that arrives in pieces. */
  write(text: string): void;
  line(text?: string): void;
  /** Two columns, the first as wide as its longest entry. */
  table(rows: readonly (readonly [string, string])[], indent?: string): void;
  note(text: string): void;
  style(style: Style, text: string): string;
  startProgress(name: string): Progress;
}

const NO_PROGRESS: Progress = { show: () => {}, end: () => {} };

/** Colour only on a terminal that wants it (https://no-color.org). */
export function createOutput({ stdout, stderr, variables }: CliEnvironment, isJson: boolean): Output {
  const hasColour = stdout.isTTY === true && !variables.NO_COLOR && variables.TERM !== 'dumb';
  const style = (format: Style, text: string): string =>
    hasColour ? styleText(format, text, { validateStream: false }) : text;
  const line = (text = ''): void => void stdout.write(`${text}\n`);

  return {
    isJson,
    style,
    line,
    json: (value) => line(JSON.stringify(value)),
    write: (text) => void stdout.write(text),
    note: (text) => void stderr.write(`${text}\n`),
    table(rows, indent = '') {
      const width = Math.max(...rows.map(([name]) => stripVTControlCharacters(name).length));
      for (const [name, value] of rows) {
        line(`${indent}${name}${' '.repeat(width - stripVTControlCharacters(name).length)}  ${value}`);
      }
    },
    startProgress(name) {
      return isJson || stderr.isTTY !== true ? NO_PROGRESS : startBar(name);
    },
  };
}

function startBar(name: string): Progress {
  const bar = new SingleBar(
    {
      format: `${name} {bar} {value}/{total}{note}`,
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    show(done, total, note) {
      const payload = { note: note === '' ? '' : ` · ${note}` };
      if (!isStarted) bar.start(total, done, payload);
      else {
        bar.setTotal(total);
        bar.update(done, payload);
      }
      isStarted = true;
    },
    end() {
      if (isStarted) bar.stop();
      isStarted = false;
    },
  };
}
