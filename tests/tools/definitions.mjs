// What a source file defines, by name only: functions, macros, types, variables, enumerators, labels of assembly,
// headings of a document. A reader of C that is good enough for the style of Xen, Linux and QEMU, and no parser.

const NO_NAMES = new Set(
  'if for while switch return sizeof do else case goto defined typeof __attribute__ __typeof__ __printf __aligned'.split(
    ' ',
  ),
);

const bare = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|[^:"'])\/\/[^\n]*/g, '$1')
    .replace(/"(?:\\.|[^"\\\n])*"/g, '""')
    .replace(/'(?:\\.|[^'\\\n])*'/g, "''");

/** The name that a declaration introduces, read from its text up to its body or its end. */
function named(text, add) {
  for (const [, , tag] of text.matchAll(/\b(struct|union|enum)\s+(\w+)\s*$/g)) add(tag);
  // A generated entry point: SYSCALL_DEFINE3(io_submit, …), DEFINE_IDTENTRY_SYSVEC(name), XEN_GUEST_HANDLE_PARAM aside.
  const made = /(?:^|\s)(?:\w*DEFINE\w*|\w*ENTRY\w*)\s*\(\s*(\w+)/.exec(text);
  if (made) add(made[1]);
  const value = text.split('=')[0].replace(/\[[^\]]*\]/g, ' ');
  if (value.includes('(')) {
    for (const [, name] of value.matchAll(/\b([A-Za-z_]\w*)\s*\(/g))
      if (!NO_NAMES.has(name)) {
        add(name);
        break;
      }
  } else {
    const last = /\b([A-Za-z_]\w*)\s*$/.exec(value.trim());
    if (last && /\s/.test(value.trim())) add(last[1]);
  }
}

function definedInC(source, add) {
  const text = bare(source);
  // Xen's table of hypercalls is a small language of its own.
  for (const [, name] of text.matchAll(/^caller:\s*(\w+)/gm)) add(name);
  for (const [, name] of text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm)) add(name);
  let depth = 0;
  let chunk = '';
  let inEnum = false;
  const lines = text.replace(/\\\n/g, ' ').split('\n');
  for (const line of lines) {
    if (/^\s*#/.test(line)) continue;
    // Branches of #ifdef may open a brace twice: a brace at the margin ends what was open.
    if (/^}/.test(line) && depth > 1) depth = 1;
    for (const c of line) {
      if (c === '{') {
        if (depth === 0) {
          inEnum = /\benum\b[^()]*$/.test(chunk);
          named(chunk, add);
          chunk = inEnum ? ',' : '';
        }
        depth++;
      } else if (c === '}') {
        depth = Math.max(0, depth - 1);
        if (depth === 0) {
          if (inEnum) for (const [, name] of chunk.matchAll(/,\s*([A-Za-z_]\w*)/g)) add(name);
          inEnum = false;
          chunk = ' typedef ';
        }
      } else if (depth === 0 && c === ';') {
        // A prototype defines nothing; a variable or a typedef does.
        if (!/\(/.test(chunk.split('=')[0]) || /\bDEFINE|DECLARE|LIST_HEAD/.test(chunk)) named(chunk, add);
        chunk = '';
      } else if (depth === 0 || (inEnum && depth === 1)) chunk += c;
    }
    if (depth === 0 || inEnum) chunk += ' ';
    // A function without arguments in the next line begins afresh after a line that is empty.
    if (depth === 0 && line.trim() === '' && !/[=,(]\s*$/.test(chunk.trim())) chunk = '';
  }
}

function definedInAssembly(text, add) {
  for (const [, name] of text.matchAll(/^(\w+):/gm)) add(name);
  for (const [, name] of text.matchAll(/^\s*(?:ENTRY|FUNC|FUNC_LOCAL|LABEL|LABEL_LOCAL|SYM_\w+)\((\w+)/gm))
    add(name);
}

function definedInDocument(text, add) {
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    const heading = /^#+\s+(.*?)\s*#*$/.exec(line)?.[1];
    const step = /^(\d+)\. /.exec(line)?.[1];
    if (heading) add(heading);
    else if (step) add(`step ${step}`);
    else if (/^([=\-~`^"'*.])\1{2,}\s*$/.test(line) && /^\S/.test(lines[i - 1] ?? ''))
      add(lines[i - 1].trim());
    else if (/^ {0,4}[-*]+\s*[A-Z][\w/ -]{2,40}:?\s*$/.test(line)) add(line.replace(/^[\s\-*]+|:?\s*$/g, ''));
  }
}

/**
 * @param {string} file its path, whose ending says how to read it
 * @param {string} text
 * @returns {string[]} names, sorted, each once
 */
export function definitions(file, text) {
  const names = new Set();
  const add = (name) => names.add(name);
  if (/\.(rst|md|pandoc|txt)$/.test(file)) definedInDocument(text, add);
  else if (/\.S$/.test(file)) definedInAssembly(text, add);
  else definedInC(text, add);
  return [...names].filter((n) => !NO_NAMES.has(n)).sort();
}
