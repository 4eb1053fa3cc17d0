// The little YAML that lessons use: texts, numbers and lists of texts. The site's build reads it with a real parser;
// a lesson that needs more than this says so by failing here.
export function parseHead(head: string): Readonly<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  let list: string[] | undefined;
  for (const line of head.split('\n')) {
    const item = /^ {2}- (.+)$/.exec(line)?.[1];
    if (item !== undefined && list) {
      list.push(item);
      continue;
    }
    const [, key, value] = /^(\w+):(?: (.+))?$/.exec(line) ?? [];
    if (!key) throw new Error(`This line is neither a key nor an item of a list: ${line}`);
    list = value === undefined ? [] : undefined;
    out[key] = list ?? (/^\d+$/.test(value ?? '') ? Number(value) : value);
  }
  return out;
}
