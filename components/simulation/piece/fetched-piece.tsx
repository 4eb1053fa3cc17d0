import type { ComponentType } from 'react';
import { Boundary } from './Boundary.tsx';
import { TryAgain } from './TryAgain.tsx';
import { useFetched } from './use-fetched.ts';

interface MayClose {
  readonly onClose?: (() => void) | undefined;
}

/**
 * A component that is fetched when it is first shown, like React.lazy; but what could not be fetched leaves a sentence
 * in its place, and is asked for again when the reader wants it.
 * @param what what it is, as the beginning of a sentence: "The parameters"
 */
export function fetchedPiece<P extends object>(
  what: string,
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each module, as React.lazy is
  return function Piece(props: P & MayClose) {
    const { value: Loaded, failed, again } = useFetched(load);
    if (failed) return <TryAgain what={what} again={again} onClose={props.onClose} />;
    return (
      Loaded && (
        <Boundary what={what}>
          <Loaded {...props} />
        </Boundary>
      )
    );
  };
}
