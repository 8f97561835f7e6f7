import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { type Made, makeValue } from './rules.js'

/** Where the app and its database stand inside the seal. */
export interface Surroundings {
  readonly seed: string
  readonly appUrl: string
  readonly port: number
  readonly databaseUrl: string | undefined
  readonly databasePassword: string
  /** Where the database is a file. */
  readonly fileUrl: string | undefined
  readonly mongoUrl: string
  readonly redisUrl: string
  readonly supabase: boolean
}

/** Variables that tools and systems set, not the app. */
const NOT_THE_APPS =
  /^(?:PATH|HOME|USER|SHELL|PWD|TERM|LANG|TZ|CI|TMPDIR|TEMP|HOSTNAME|NODE_OPTIONS|NODE_PATH|NODE_TLS_REJECT_UNAUTHORIZED|NEXT_RUNTIME|NEXT_PHASE|VERCEL\w*|NETLIFY\w*|RAILWAY_\w+|RENDER\w*|FLY_\w+|HEROKU\w*|AWS_LAMBDA\w*|REPL_\w+|REPLIT_\w+|K_SERVICE|npm_\w+|GITHUB_\w+|JEST_\w+|VITEST\w*|ANALYZE|DEBUG|VERBOSE|BUILD_\w+|GIT_\w+|COMMIT\w*)$/i

/** A made-up value for every variable that the app declares or reads, by rules on the name; names that no rule knows stay unset. */
export function makeEnvironment(model: AppModel, source: Source, around: Surroundings): Readonly<Record<string, string>> {
  const env: Record<string, string> = {}
  const prefixed = source.files.filter(file => file.kind === 'code').map(file => file.text())
  for (const variable of model.env) {
    const { name } = variable
    if (NOT_THE_APPS.test(name)) continue
    const fallback = variable.reads.map(read => read.fallback).find(one => one !== undefined)
    const made: Made | undefined = makeValue(name, { ...around, fallback, length: lengthAsked(name, prefixed) })
    if (made !== undefined) env[name] = made
  }
  // A schema names variables that no code reads.
  for (const file of source.files.filter(one => one.kind === 'prisma'))
    for (const [, name] of file.text().matchAll(/\benv\("(\w+)"\)/g)) {
      const made = makeValue(name!, { ...around, fallback: undefined, length: undefined })
      if (made !== undefined) env[name!] ??= made
    }
  if (around.databaseUrl) env['DATABASE_URL'] ??= around.databaseUrl
  env['NODE_ENV'] = 'production'
  env['PORT'] = String(around.port)
  return env
}

/** `z.string().length(32)` and `.min(40)` beside the variable's name. */
function lengthAsked(name: string, texts: readonly string[]): number | undefined {
  const rule = new RegExp(String.raw`\b${name}\b['"]?\s*:\s*z[^,\n]*?\.(?:length|min)\((\d+)`)
  for (const text of texts) {
    const length = text.includes(name) ? rule.exec(text)?.[1] : undefined
    if (length) return Number(length)
  }
  return undefined
}
