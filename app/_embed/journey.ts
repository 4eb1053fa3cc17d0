/**
 * Stands in an embed for the one function of framer-motion that the widget uses: a journey from one place to another, which
 * takes over from where an earlier one has got to. It is 3 KB less.
 */
interface Options {
  /** Seconds. */
  readonly duration: number;
  readonly ease: readonly number[];
}

export function animate(
  element: SVGElement | HTMLElement,
  { transform }: { readonly transform: string | readonly string[] },
  { duration, ease }: Options,
) {
  const [from, to] =
    typeof transform === 'string' ? [getComputedStyle(element).transform, transform] : transform;
  element.style.transform = to ?? '';
  const keyframes = [from, to].map((place) => ({ transform: place ?? 'none' }));
  const easing = `cubic-bezier(${ease.join(',')})`;
  const journey = element.animate(keyframes, { duration: duration * 1000, easing });
  return {
    // biome-ignore lint/suspicious/noThenProperty: framer-motion's controls have it
    then: (done: () => void) => journey.finished.then(done, () => undefined),
    cancel: () => journey.cancel(),
  };
}
