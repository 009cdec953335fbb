import { createRequire } from 'node:module';

/** A4 in points, and the dots of a point at 150 dpi. */
const [WIDTH, HEIGHT] = [595, 842];
const DOTS = 150 / 72;

/** A PDF of pages that are pictures of text, as a scanner makes them. The canvas is the one pdf.js brings along. */
export function aScannedPdf(pages: readonly (readonly string[])[]): Buffer {
  const pdfjs = createRequire(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const { createCanvas } = pdfjs('@napi-rs/canvas') as typeof import('@napi-rs/canvas');
  const pictures = pages.map((lines) => {
    const canvas = createCanvas(Math.round(WIDTH * DOTS), Math.round(HEIGHT * DOTS));
    const context = canvas.getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = 'black';
    context.font = '28px "Liberation Serif", "DejaVu Serif", serif';
    lines.forEach((line, index) => {
      context.fillText(line, 120, 160 + index * 48);
    });
    return { width: canvas.width, height: canvas.height, bytes: canvas.toBuffer('image/jpeg') };
  });
  const kids = pages.map((_, page) => `${3 + page * 3} 0 R`).join(' ');
  const objects: (string | readonly [string, Buffer])[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
  ];
  for (const { width, height, bytes } of pictures) {
    const own = objects.length + 1;
    const paint = Buffer.from(`q ${WIDTH} 0 0 ${HEIGHT} 0 0 cm /Scan Do Q`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${own + 1} 0 R
         /Resources << /XObject << /Scan ${own + 2} 0 R >> >> >>`,
      [`<< /Length ${paint.length} >>`, paint],
      [
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB
         /BitsPerComponent 8 /Filter /DCTDecode /Length ${bytes.length} >>`,
        bytes,
      ],
    );
  }
  return assemble(objects);
}

function assemble(objects: readonly (string | readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  const offsets = objects.map((object, index) => {
    const at = length();
    parts.push(Buffer.from(`${index + 1} 0 obj\n`));
    if (typeof object === 'string') parts.push(Buffer.from(object));
    else parts.push(Buffer.from(`${object[0]}\nstream\n`), object[1], Buffer.from('\nendstream'));
    parts.push(Buffer.from('\nendobj\n'));
    return at;
  });
  const start = length();
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
