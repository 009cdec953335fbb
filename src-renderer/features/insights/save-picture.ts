import type uPlot from 'uplot';
import { tokenColour } from './plot.tsx';

const TITLE_PX = 40;

/** Saves a chart with its title as a PNG, on the ground of the theme. */
export function savePicture(plot: uPlot, title: string, fileName: string): void {
  const { canvas } = plot.ctx;
  const scale = devicePixelRatio;
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height + TITLE_PX * scale;
  const context = picture.getContext('2d');
  if (context === null) return;
  context.fillStyle = tokenColour('n0');
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = tokenColour('n11');
  context.font = `600 ${14 * scale}px ${tokenColour('sans')}`;
  context.textBaseline = 'middle';
  context.fillText(title, 12 * scale, (TITLE_PX / 2) * scale, picture.width - 24 * scale);
  context.drawImage(canvas, 0, TITLE_PX * scale);
  picture.toBlob((blob) => {
    if (blob === null) return;
    const url = URL.createObjectURL(blob);
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 30_000); // the click only schedules the download
  }, 'image/png');
}
