/** What to paste into another page so that a widget stands there. */

const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/**
 * It works with scripts alone: no cookie, no storage, no third party. Links can be copied where the host allows it.
 * @param address of the embed, whole
 */
export const embedHtml = (address: string, title: string): string =>
  `<iframe src="${quoted(address)}" title="${quoted(title)}: step-through simulation" width="100%" height="860" style="border:0" loading="lazy" allow="clipboard-write" sandbox="allow-scripts allow-same-origin allow-popups"></iframe>`;
