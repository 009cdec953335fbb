import { type ComponentProps, memo, type ReactNode, useMemo } from 'react';
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useHighlighted } from '../../lib/use-highlighted.ts';
import { CodeLine } from '../../ui/code-line.tsx';
import { CodeBlock, TableBlock } from './answer-blocks.tsx';
import { CitationChip } from './citation-chip.tsx';
import { BlockStart } from './citation-context.ts';
import { remarkCitations, splitBlocks } from './citation-markdown.ts';
import { hasMath, markMath } from './math-text.ts';
import { useMath } from './use-math.ts';

/** An answer as it is written: only the block that grows is rendered again. */
export function AnswerMarkdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  const starts = blocks.map((_, index) => blocks.slice(0, index).reduce((sum, block) => sum + block.length + 1, 0));
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only added at the end
        <Block key={index} markdown={block} start={starts[index] ?? 0} />
      ))}
    </div>
  );
}

const PLUGINS = [remarkGfm, remarkCitations];

const Block = memo(function Block({ markdown, start }: { readonly markdown: string; readonly start: number }) {
  const math = useMath(hasMath(markdown));
  return (
    <div>
      <BlockStart value={start}>
        <ReactMarkdown
          remarkPlugins={math === undefined ? PLUGINS : [...math.remarkPlugins, ...PLUGINS]}
          rehypePlugins={math?.rehypePlugins ?? []}
          components={COMPONENTS}
        >
          {math === undefined ? markdown : markMath(markdown)}
        </ReactMarkdown>
      </BlockStart>
    </div>
  );
});

const COMPONENTS: Components = {
  cite: (props: ComponentProps<'cite'> & { readonly 'data-number'?: string; readonly 'data-at'?: string }) => (
    <CitationChip number={Number(props['data-number'] ?? 0)} at={Number(props['data-at'] ?? 0)} />
  ),
  // An answer makes no request: a picture is only its description, a link only opens when it is clicked.
  img: ({ alt }) => <span className="text-n7">{alt}</span>,
  a: ({ href, children }) => (
    <a href={href} title={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  code: ({ className, children }) => <Code className={className}>{children}</Code>,
  pre: ({ node, children }) => <CodeBlock language={languageOf(node)}>{children}</CodeBlock>,
  table: ({ children }) => <TableBlock>{children}</TableBlock>,
};

/** The language that stands after the fence. */
function languageOf(pre: ExtraProps['node']): string | undefined {
  const code = pre?.children[0];
  const names = code?.type === 'element' ? code.properties.className : undefined;
  const name = Array.isArray(names) ? names.find((one) => String(one).startsWith('language-')) : undefined;
  return name === undefined ? undefined : String(name).slice('language-'.length);
}

function Code({ className, children }: { readonly className: string | undefined; readonly children: ReactNode }) {
  const language = /language-([\w-]+)/.exec(className ?? '')?.[1];
  const text = typeof children === 'string' ? children : '';
  const lines = useHighlighted(text, text.includes('\n') ? language : undefined);
  if (lines === undefined) return <code className={className}>{children}</code>;
  return (
    <code className={className}>
      {text.split('\n').map((line, index, all) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a block that is rendered as a whole
        <span key={index}>
          <CodeLine text={line} tokens={lines[index]} />
          {index < all.length - 1 ? '\n' : ''}
        </span>
      ))}
    </code>
  );
}
