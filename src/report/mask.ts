import type { Report } from '#triage/finding'

/** Keys whose shape gives them away, whatever they are called. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /\b(?:sk|rk|pk|whsec|re|sbp|sb_secret|shpat|shpss|dop_v1|hf|xai|gsk|pplx|r8|lin_api|phx|EAA[A-Za-z])[_-](?=[\w-]*\d)[\w-]{12,}/g,
  /\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g,
  /\b(?:AC|SK|key-)[a-f\d]{32}\b/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abposr]-|AIza|SG\.)[\w.-]{20,}/g,
  /\bhttps:\/\/(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/[\w/-]+/g,
]
const URL_PASSWORD = /(\b[a-z][a-z\d+.-]*:\/\/[^\s:/@'"`]*:)([^\s@'"`]+)(@)/gi
const BEARER = /(\b(?:Bearer|Basic)\s+)(?=[\w.~+/-]*\d)([\w.~+/-]{12,}=*)/g

const SECRET_NAME = String.raw`[\w.$-]*(?:secret|passw(?:or)?d|passphrase|token|api_?-?key|private_?-?key|access_?-?key|service_?-?role|signing_?-?key|encryption_?-?key|credential|dsn|pepper)[\w$-]*`
/** `jwtSecret: 'x'`, `"api_key" = "x"`, `process.env.SECRET ?? 'x'`; a text with blanks is prose, not a secret. */
const ASSIGNED = new RegExp(
  String.raw`(${SECRET_NAME}['"\x60]?\]?\)?\s*(?:[:=]{1,3}|=>|\|\|=?|\?\?=?|,)\s*)(['"\x60])((?:(?!\2)[^\s\\$]|\\.){3,})(\2)`,
  'gi',
)
const ASSIGNED_IN_PROSE = new RegExp(
  String.raw`(${SECRET_NAME}['"]?\s*(?:[:=]{1,3}|\|\||\?\?)\s*)(['"])((?:(?!\2)[^\s\\$]|\\.){3,})(\2)`,
  'gi',
)
/** `SECRET=x` of an `.env` file, of a shell or of a container file; not `SECRET: string`. */
const SETTING = String.raw`(['"]?)((?!string\b|number\b|boolean\b|process\.|import\.|Deno\.|env\.|z\.)[^\s'"$<{(]{3,})(\2\s*(?:#.*)?)$`
const SETTING_LINE = new RegExp(
  String.raw`^(\s*(?:export\s+|ENV\s+|-\s+)?[A-Z\d_]*(?:SECRET|PASSW(?:OR)?D|TOKEN|KEY|CREDENTIAL|DSN)[A-Z\d_]*\s*[=:]\s*)${SETTING}`,
  'gm',
)
const SETTING_LINE_ANY_CASE = new RegExp(String.raw`^(\s*(?:-\s+)?${SECRET_NAME}\s*[=:]\s*)${SETTING}`, 'gim')
const SETTINGS_FILE = /\.(ya?ml|toml|ini|properties|conf)$|(^|\/)\.env/
/** The key that a signing function is given. */
const SIGNED = /(\b(?:sign|verify|createHmac|encrypt|decrypt)\((?:[^()'"`]*|\s*['"][\w-]+['"]\s*),\s*)(['"`])((?:(?!\2)[^\s\\$]){3,})(\2)/g
const HASHED = /(\b(?:cookieParser|crypt|hash(?:Sync)?)\(\s*)(['"`])((?:(?!\2)[^\s\\$]){3,})(\2)/g
/** Long, mixed and unbroken: nothing that a person wrote. */
const RANDOM = /(['"`=])((?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])[\w+/=-]{32,})(?=['"`\s]|$)/gm

/** Code with every secret cut to its first characters; line breaks stay, so that lines keep their numbers. */
export function mask(code: string, file = ''): string {
  const shaped = maskShapes(code)
  return (SETTINGS_FILE.test(file) ? shaped.replace(SETTING_LINE_ANY_CASE, quoted) : shaped)
    .replace(ASSIGNED, quoted)
    .replace(SETTING_LINE, quoted)
    .replace(SIGNED, quoted)
    .replace(HASHED, quoted)
    .replace(RANDOM, (_, quote: string, secret: string) => quote + cut(secret))
}

/** The same for a sentence, whose backticks quote names rather than values. */
export const maskProse = (text: string): string => maskShapes(text).replace(ASSIGNED_IN_PROSE, quoted)

function maskShapes(text: string): string {
  return SHAPES.reduce((masked, shape) => masked.replace(shape, found => cut(found)), text)
    .replace(URL_PASSWORD, (_, before: string, secret: string, after: string) =>
      /^[${<]/.test(secret) ? before + secret + after : `${before}••••${after}`,
    )
    .replace(BEARER, (_, before: string, secret: string) => before + cut(secret))
}

const quoted = (_: string, before: string, open: string, secret: string, close: string): string => before + open + cut(secret) + close

/** First characters, a quarter at most: enough to find it again, not enough to use it. */
function cut(secret: string): string {
  if (secret.includes('••••')) return secret
  const lines = secret.split('\n')
  const head = secret.slice(0, Math.min(4, Math.floor(secret.length / 4)))
  return lines.length > 1 ? [`${lines[0]!.slice(0, 27)}••••`, ...lines.slice(1).map(() => '••••')].join('\n') : `${head}••••`
}

/** Fields that name things: masking them would break what points at them. */
const NAMES = new Set(['schema', 'id', 'file', 'check', 'area', 'refs', 'findings'])

/** The same report with every text masked, whatever a check has let through. */
export function maskReport(report: Report): Report {
  const env = report.env.map(variable => ({
    ...variable,
    reads: variable.reads.map(read =>
      read.fallback !== undefined && isSecretName(variable.name) ? { ...read, fallback: cut(read.fallback) } : read,
    ),
  }))
  return maskDeep({ ...report, env }) as Report
}

/** The same value with every text in it masked. */
export const maskTexts = (value: unknown): unknown => maskDeep(value)

function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskProse(value)
  if (Array.isArray(value)) return value.map(maskDeep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, NAMES.has(key) && !isObjects(each) ? each : maskDeep(each)]))
}

const isObjects = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === 'object'
const isSecretName = (name: string): boolean => new RegExp(`^${SECRET_NAME}$`, 'i').test(name)
