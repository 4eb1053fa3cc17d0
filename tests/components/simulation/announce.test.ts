// A step is announced once: by the live region, or by the slider itself.
import { describe, expect, it } from 'vitest';
import { sliderSaysIt } from '../../../components/simulation/announce.ts';

const focused = (what: string) => ({ matches: (selector: string) => selector === what });

describe('who says a step', () => {
  it('the slider, when it was moved', () => {
    expect(sliderSaysIt('slider', null)).toBe(true);
  });

  it('the slider, when it has the focus and Space plays or pauses', () => {
    expect(sliderSaysIt('key', focused('input[type="range"]'))).toBe(true);
    expect(sliderSaysIt(undefined, focused('input[type="range"]'))).toBe(true);
  });

  it('the live region, when the focus is elsewhere', () => {
    expect(sliderSaysIt('key', focused('button'))).toBe(false);
    expect(sliderSaysIt(undefined, null)).toBe(false);
  });
});
