/**
 * A text that is all that its element holds is set as the element's own, as React does it: where a browser has translated the
 * page, the text's node is gone, and Preact would go on writing into it.
 */
import { options } from 'preact';

/** Those of a drawing have no properties in Preact's eyes, and no browser translates them. */
const DRAWN: readonly unknown[] = ['text', 'tspan', 'title', 'desc', 'style'];

const before = options.vnode;
options.vnode = (vnode) => {
  // What stands in for React renames properties: it comes first.
  before?.(vnode);
  const { type, props } = vnode as { readonly type: unknown; props: object };
  if (typeof type !== 'string' || DRAWN.includes(type)) return;
  const { children, ...rest } = props as { readonly children?: unknown };
  if (typeof children === 'string' || typeof children === 'number')
    vnode.props = { ...rest, textContent: children } as unknown as typeof vnode.props;
};
