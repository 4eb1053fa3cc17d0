/** What to paste into another page so that a widget stands there. */

const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** What a frame may do: no less than public/embed.js lets its own do. A picture of the stage is a download. */
export const SANDBOX =
  'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads';

/**
 * It works with scripts alone: no cookie, no storage, no third party. Links can be copied where the host allows it.
 * @param address of the embed, whole
 */
export const embedHtml = (address: string, title: string): string =>
  `<iframe src="${quoted(address)}" title="${quoted(title)}: step-through simulation" width="100%" height="860" style="border:0" loading="lazy" allow="clipboard-write" sandbox="${SANDBOX}"></iframe>`;

const linkHtml = (address: string, title: string): string =>
  `<a href="${quoted(address)}">Open “${quoted(title)}” by itself</a>`;

/** The same with a link beside it: some learning systems take frames out of a page, and paper has none. */
export const embedHtmlWithLink = (address: string, title: string): string =>
  `${embedHtml(address, title)}\n<p>${linkHtml(address, title)}</p>`;

/**
 * For pages that allow a script: the frame is as high as what it holds, and the link stays where none comes.
 * @param script the address of embed.js
 * @param theme is told to the frame as it changes, so it is no part of the address
 */
export const wrapperHtml = (script: string, address: string, title: string, theme?: string): string =>
  [
    `<script src="${quoted(script)}" async></script>`,
    `<ringside-sim src="${quoted(address)}" title="${quoted(title)}"${theme ? ` theme="${quoted(theme)}"` : ''}>`,
    `  ${linkHtml(address, title)}`,
    '</ringside-sim>',
  ].join('\n');

/** The builder for teachers, opened at what a link to a simulation shows. */
export const builderAddress = (link: string): string =>
  link.replace(/\/simulations\/([^/]+)\/\??/, '/instructors/?simulation=$1&').replace(/&$/, '');
