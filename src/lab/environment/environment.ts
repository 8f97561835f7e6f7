import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { clustersIn } from './clusters.js'
import { askedOfConfig } from './config-service.js'
import { namesOfLibraries } from './of-libraries.js'
import { demandsIn, fitting, madeNumber, numbersIn } from './demand.js'
import { pathParts } from './path-parts.js'
import { makeValue } from './rules.js'
import { stemOf, stemsIn } from './stems.js'

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
  /^(?:PATH|HOME|USER|SHELL|PWD|TERM|LANG|TZ|CI|TMPDIR|TEMP|HOSTNAME|NODE_OPTIONS|NODE_PATH|NODE_TLS_REJECT_UNAUTHORIZED|NEXT_RUNTIME|NEXT_PHASE|VERCEL\w*|NETLIFY\w*|RAILWAY_\w+|RENDER\w*|FLY_\w+|HEROKU\w*|AWS_LAMBDA\w*|REPL_(?!ID$)\w+|REPLIT_(?!DOMAINS$)\w+|K_SERVICE|npm_\w+|GITHUB_(?:ACTION\w*|ACTOR\w*|REF\w*|SHA|REPOSITORY\w*|WORKSPACE|WORKFLOW\w*|RUN_\w+|EVENT_\w+|OUTPUT|ENV|PATH|JOB|STEP_SUMMARY|HEAD_REF|BASE_REF|SERVER_URL|API_URL|GRAPHQL_URL|RETENTION_DAYS|STATE)|JEST_\w+|VITEST\w*|ANALYZE|DEBUG|VERBOSE|BUILD_\w+|GIT_\w+|COMMIT\w*)$/i

/** A made-up value for every variable that the app declares or reads, by rules on the name; names that no rule knows stay unset. */
export function makeEnvironment(model: AppModel, source: Source, around: Surroundings): Readonly<Record<string, string>> {
  const env: Record<string, string> = {}
  const texts = source.files.filter(file => file.kind === 'code').map(file => file.text())
  const reads = new Map(model.env.map(variable => [variable.name, variable.reads]))
  const demands = demandsIn(texts, new Set(reads.keys()))
  const numbers = numbersIn(texts)
  const stems = stemsIn(texts)
  for (const name of new Set([...reads.keys(), ...demands.keys(), ...askedOfConfig(source), ...namesOfLibraries(source)])) {
    if (NOT_THE_APPS.test(name)) continue
    const demand = demands.get(name)
    const fallback = reads
      .get(name)
      ?.map(read => read.fallback)
      .find(one => one !== undefined)
    const made = fitting(makeValue(name, { ...around, fallback, length: demand?.length }), name, demand, around.seed)
    const isNone = numbers.has(name) && fallback === undefined && !Number.isFinite(Number(made ?? Number.NaN))
    const whole = isNone ? madeNumber(name) : made
    const value = whole !== undefined && stems.has(name) ? stemOf(whole) : whole
    // Who falls back on a path of its own wants no other host.
    if (value !== undefined) env[name] = fallback?.startsWith('/') && URL.canParse(value) ? fallback : value
  }
  // A schema names variables that no code reads.
  for (const file of source.files.filter(one => one.kind === 'prisma'))
    for (const [, name] of file.text().matchAll(/\benv\("(\w+)"\)/g)) {
      const made = makeValue(name!, { ...around, fallback: undefined, length: undefined })
      if (made !== undefined) env[name!] ??= made
    }
  if (around.databaseUrl) env['DATABASE_URL'] ??= around.databaseUrl
  for (const [name, host] of clustersIn(texts)) env[name] = host
  for (const [name, part] of pathParts(model, source)) env[name] = part
  env['NODE_ENV'] = 'production'
  env['PORT'] = String(around.port)
  return env
}
