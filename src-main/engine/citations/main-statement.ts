/** Which part of a claim is what it states, and what only hangs on it: reasons, cases, what somebody is besides. */
import { contentWords } from './content-words.ts';

/** "If the buffer is full, …", "With n set to 4, …": a case that the passage need not speak of. */
const SUPPOSED =
  /^(?:If|Unless|When|Whenever|Given|Suppose|Supposing|Assuming|With|Wenn|Falls|Bei|Mit)\s[^,]*,\s*|^(?:如果|若|倘若|假如|假设|当)[^，]*，/u;
/** "Although he was a Roman emperor, …": what the rest does not hang on. */
export const CONCEDED =
  /^(?:(?:While|Although|Though|Even though|Because|Obwohl|Weil|Während)\s|(?:虽然|因为|由于))[^,，]*[,，]\s*/u;
const HANGS_ON =
  /(?:,\s+(?:\p{Ll}+ing|which|who|whose|where|because|since|as|so|although|though|wo|die|der|das|dem|den|deren|dessen|weil|da|obwohl|wobei|sodass|um)|\s(?:because|weil|although))\s/u;
/** A shorter beginning is not what is stated. Guess, unmeasured. */
const LEAST_WORDS = 2;

/** Half-open UTF-16 range of what a claim states. */
export function mainStatement(claim: string): { readonly start: number; readonly end: number } {
  const start = (SUPPOSED.exec(claim) ?? CONCEDED.exec(claim))?.[0].length ?? 0;
  const tail = HANGS_ON.exec(claim.slice(start));
  if (tail === null) return { start, end: claim.length };
  const telling = contentWords(claim.slice(start, start + tail.index)).filter(({ weight }) => weight > 0);
  return { start, end: telling.length < LEAST_WORDS ? claim.length : start + tail.index };
}

const COMPUTES =
  /\b(?:together|altogether|in total|in all|on average|average[sd]?|combined|between them|durchschnittlich|im Durchschnitt|im Schnitt|im Mittel|insgesamt|zusammen)\b|一共|总共|合计|共计|平均|相差|至今|距今/iu;

/** Whether a sentence puts a case or computes, so that its numbers need not stand anywhere. */
export const isComputed = (sentence: string): boolean => SUPPOSED.test(sentence) || COMPUTES.test(sentence);
