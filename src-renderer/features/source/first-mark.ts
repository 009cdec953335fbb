/** Takes the element of the first mark of a text, which comes into view. */
export type FirstMarkRef = (element: HTMLElement | null) => void;
