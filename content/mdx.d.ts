// What importing an .mdx file gives besides its component (typed by @types/mdx). The content tests check the shape.
declare module '*.mdx' {
  export const frontmatter: unknown;
}
