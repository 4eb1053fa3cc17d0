import { polyline } from '../stage/geometry.ts';
import { type FlashProps, type Kit, REST, type TokenProps, type WireProps } from '../stage/kit.ts';

/** The same primitives standing still: what a server, a print or a page without scripts shows. */
const Token = ({ x, y, className, children }: TokenProps) => (
  <g className={className} transform={`translate(${x} ${y})`}>
    {children}
  </g>
);

const Flash = ({ rest = REST, children }: FlashProps) => <g opacity={rest}>{children}</g>;

const Wire = ({ points, className }: WireProps) => <path d={polyline(points)} className={className} />;

export const stillKit: Kit = { Token, Flash, Wire };
