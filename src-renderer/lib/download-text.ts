/** Saves text as a file through the browser's own download. */
export function downloadText(fileName: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The click only schedules the download: the address must outlive this turn.
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}
