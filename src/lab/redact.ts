/** Provider keys, tokens, private keys, and values after names that promise a secret. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /\b(?:sk|rk|pk|whsec|re|xox[abp]|gh[pousr]|glpat|SG|AKIA|AIza|sbp|npm|dop_v1|shpat|sq0\w+|hf)[_.-]?[A-Za-z0-9_.-]{14,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /(?<=\b[a-z][a-z+]{1,14}:\/\/[^\s:/@]{0,64}:)[^\s@/]{3,}(?=@)/g,
  /(?<=\b\w*(?:secret|password|passwd|api[_-]?key|token|cookieSecret|cryptoKey)\w*["']?\s*[:=]\s*["']?)[^\s"',;&}]{6,}/gi,
]

/** Text fit for a report: what looks like a secret keeps its first four characters. */
export function redact(text: string): string {
  return SECRETS.reduce((masked, pattern) => masked.replace(pattern, found => `${found.slice(0, 4)}…`), text)
}
