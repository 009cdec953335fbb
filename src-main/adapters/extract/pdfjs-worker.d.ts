// pdf.js ships no types for its worker; it is imported only to be handed to pdf.js.
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs';
