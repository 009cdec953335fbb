/**
 * Contrast of the design tokens, computed from their OKLCH values.
 *
 * OKLCH to linear sRGB after Ottosson 2020, relative luminance and ratio after WCAG 2.2. Colours outside sRGB are
 * clipped per channel, as browsers on sRGB screens nearly do.
 */
export type Tokens = ReadonlyMap<string, string>;

/** The tokens of each theme in the text of tokens.css; a theme inherits what it does not set from light. */
export function parseThemes(css: string): ReadonlyMap<string, Tokens> {
  const themes = new Map<string, Tokens>();
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/@media[^{]*\{[\s\S]*?\}\s*\}/g, '');
  for (const [, selector = '', body = ''] of plain.matchAll(/(:root[^{]*)\{([^}]*)\}/g)) {
    const name = /data-theme=["'](\w+)["']/.exec(selector)?.[1] ?? 'light';
    const own = [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, key = '', value = '']) => [key, value] as const);
    themes.set(name, new Map([...(themes.get('light') ?? []), ...own]));
  }
  return themes;
}

/** The WCAG contrast ratio of two tokens, 1 to 21. */
export function contrastRatio(tokens: Tokens, ink: string, ground: string): number {
  const [a, b] = [luminance(resolve(tokens, ink)), luminance(resolve(tokens, ground))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function resolve(tokens: Tokens, name: string): string {
  const value = tokens.get(name);
  if (value === undefined) throw new Error(`tokens.css has no --${name}`);
  const reference = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  return reference === undefined ? value : resolve(tokens, reference);
}

function luminance(oklch: string): number {
  const [, lightness, chroma, hue] = /oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)/.exec(oklch) ?? [];
  if (hue === undefined) throw new Error(`Not an opaque oklch() colour: ${oklch}`);
  const angle = (Number(hue) * Math.PI) / 180;
  const [L, a, b] = [Number(lightness) / 100, Number(chroma) * Math.cos(angle), Number(chroma) * Math.sin(angle)];
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (channel: number): number => Math.min(1, Math.max(0, channel));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
