/** Only allows redirects to pages of our own site. */
export function safeRedirectPath(next: string | undefined) {
  if (!next || !/^\/[a-zA-Z0-9]/.test(next)) return "/";
  return next;
}
