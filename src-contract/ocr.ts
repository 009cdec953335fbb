import * as z from 'zod';

/** Languages that pages without text can be read in, as tesseract calls them. */
export const OCR_LANGUAGES = ['eng', 'deu', 'chi_sim'] as const;
export const ocrLanguageSchema = z.enum(OCR_LANGUAGES);
export type OcrLanguage = z.infer<typeof ocrLanguageSchema>;

/** Below this confidence, what text recognition read is shown with a warning. A guess, unmeasured. */
export const LOW_OCR_CONFIDENCE = 70;

/** Says of a passage that text recognition read its page. `confidence`: the mean of its words, weighed by length. */
export const ocrMarkSchema = z.strictObject({ confidence: z.number().min(0).max(100) });
export type OcrMark = z.infer<typeof ocrMarkSchema>;
