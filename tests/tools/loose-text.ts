// Finds text in JSX that a browser's translator would cut off from React.
//
// A translator replaces text nodes by elements of its own. React keeps a text that stands beside siblings as a node of
// its own: it then updates a node that is no longer in the page, or throws when it takes that node away or puts
// something before it. Text that is all that an element holds is safe: React sets it anew through the element.
import { parseAst } from 'vitest/node';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Translators leave these alone. `code` and `pre` hold code; the others are drawings, and boxes of the browser. */
const LEFT_ALONE = new Set([
  ...['code', 'pre', 'kbd', 'select', 'textarea', 'style', 'script', 'noscript'],
  ...['svg', 'g', 'text', 'tspan', 'title', 'defs', 'pattern'],
]);

/** Every loose text of a file, as `line: text`. */
export function looseTexts(source: string): readonly string[] {
  const root = parseAst(source, { lang: 'tsx' }) as unknown as Node;
  const slots = slotsOf(source);
  const found: string[] = [];
  const visit = (node: Node, safe: boolean): void => {
    const inside = safe || isLeftAlone(node);
    if (!inside && (node.type === 'JSXElement' || node.type === 'JSXFragment'))
      for (const text of looseIn(node, slots)) {
        const line = source.slice(0, text.start).split('\n').length;
        found.push(
          `${line}: ${source
            .slice(text.start, text.end as number)
            .trim()
            .slice(0, 60)}`,
        );
      }
    for (const child of childrenOf(node)) visit(child, inside);
  };
  visit(root, false);
  return found;
}

/** Names of props that take elements: whoever fills them is looked at where they are filled. */
function slotsOf(source: string): ReadonlySet<string> {
  const named = [...source.matchAll(/readonly (\w+)\??: [^;\n]*ReactNode/g)].map(([, name = '']) => name);
  const drawn = [...source.matchAll(/const (\w+) = \(?\s*<\w/g)].map(([, name = '']) => name);
  return new Set(['children', ...named, ...drawn]);
}

function looseIn(parent: Node, slots: ReadonlySet<string>): readonly Node[] {
  const kids = (parent.children as readonly Node[]).filter(isThere);
  const fragment = parent.type === 'JSXFragment';
  if (kids.length < 2 && !fragment) return [];
  const texts = kids.filter((kid) => mayBeText(contentOf(kid), slots));
  const moves = fragment || kids.some((kid) => isDynamic(kid));
  return moves ? texts : [];
}

/** White space with a line break in it is nothing in JSX, and neither is a comment. */
const isThere = (kid: Node): boolean =>
  kid.type === 'JSXText'
    ? !/^\s*\n\s*$/.test(kid.value as string) && (kid.value as string) !== ''
    : contentOf(kid).type !== 'JSXEmptyExpression';

const contentOf = (kid: Node): Node =>
  kid.type === 'JSXExpressionContainer' ? (kid.expression as Node) : kid;

/** May come, go or change: an expression, or a component, which decides for itself. */
function isDynamic(kid: Node): boolean {
  const content = contentOf(kid);
  if (content.type === 'JSXElement') return /^[A-Z]|\./.test(nameOf(content));
  return content.type !== 'JSXText' && content.type !== 'Literal';
}

function mayBeText(node: Node, slots: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return false;
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number';
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return mayBeText(node.expression as Node, slots);
    case 'LogicalExpression':
      return node.operator === '&&'
        ? mayBeText(node.right as Node, slots)
        : mayBeText(node.left as Node, slots) || mayBeText(node.right as Node, slots);
    case 'ConditionalExpression':
      return mayBeText(node.consequent as Node, slots) || mayBeText(node.alternate as Node, slots);
    case 'Identifier':
      return node.name !== 'undefined' && !slots.has(node.name as string);
    case 'MemberExpression':
      return mayBeText((node.computed ? node.object : node.property) as Node, slots);
    case 'CallExpression':
      return callMayBeText(node, slots);
    default:
      return true;
  }
}

/** A list is as good as what it is mapped to. */
function callMayBeText(node: Node, slots: ReadonlySet<string>): boolean {
  const callee = node.callee as Node;
  const made = (node.arguments as readonly Node[]).at(-1);
  const lists =
    callee.type === 'MemberExpression' && ['map', 'from'].includes((callee.property as Node).name as string);
  if (!lists || made?.type !== 'ArrowFunctionExpression') return true;
  const body = made.body as Node;
  if (body.type !== 'BlockStatement') return mayBeText(body, slots);
  return returnsOf(body).some((value) => mayBeText(value, slots));
}

function returnsOf(node: Node): readonly Node[] {
  if (node.type === 'ReturnStatement') return node.argument ? [node.argument as Node] : [];
  return childrenOf(node).flatMap(returnsOf);
}

function isLeftAlone(node: Node): boolean {
  if (node.type !== 'JSXElement') return false;
  if (LEFT_ALONE.has(nameOf(node))) return true;
  const { attributes } = node.openingElement as { readonly attributes: readonly Node[] };
  return attributes.some(
    (a) =>
      (a.name as Node | undefined)?.name === 'translate' && (a.value as Node | undefined)?.value === 'no',
  );
}

function nameOf(element: Node): string {
  const { name } = element.openingElement as { readonly name: Node };
  return name.type === 'JSXMemberExpression' ? '.' : (name.name as string);
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value) =>
    (Array.isArray(value) ? value : [value]).filter(
      (v): v is Node => typeof v === 'object' && v !== null && typeof v.type === 'string',
    ),
  );
}
