import type { Package, Source } from '#source/source'

/** What the app checks itself with: its type check, its lint, its tests. */
export interface OwnCheck {
  readonly kind: 'types' | 'lint' | 'tests'
  /** `npm run typecheck`, for people. */
  readonly name: string
  readonly command: string
  /** Milliseconds. */
  readonly limit: number
}

const LIMITS: Readonly<Record<OwnCheck['kind'], number>> = { types: 120_000, lint: 90_000, tests: 180_000 }

const SCRIPTS: Readonly<Record<OwnCheck['kind'], RegExp>> = {
  types: /^(?:(?:type|types|ts)[-:]?check|check[-:](?:types?|ts)|tsc|types|check)$/,
  lint: /^(?:lint|lint:check|lint:ci|check[-:]lint|eslint)$/,
  tests: /^(?:test|tests|test:ci|test:unit|unit)$/,
}
const RUNS: Readonly<Record<OwnCheck['kind'], RegExp>> = {
  types: /\b(?:vue-)?tsc\b/,
  lint: /\b(?:eslint|oxlint|biome|next lint|standard|xo|tslint|jshint)\b/,
  tests: /\b(?:vitest|jest|mocha|ava|tap|jasmine|nx test|node\s+(?:\S+\s+)*--test|react-scripts test|node \S*test\S*)/,
}
/** The compiler with the app's own settings, and nothing else. */
const PLAIN = /^tsc(?: --(?:noEmit|incremental|skipLibCheck)| (?:-p|--project) (?:\.\/?|(?:\.\/)?tsconfig\.json))*$/
/** What never ends, writes instead of asking, or needs what is not in the copy: a browser, containers. */
const UNFIT = /--watch(?!All=false|=false)|\bvitest watch\b|--fix\b|--write\b|playwright|cypress|puppeteer|docker|no test specified/

/** The app's own checks by its scripts; where it has TypeScript and no script for it, its own compiler with its own settings. What its build asks the compiler is not asked again. */
export function ownChecks(source: Source, own: Package, typedByBuild = false): readonly OwnCheck[] {
  const kinds = Object.keys(LIMITS) as OwnCheck['kind'][]
  return kinds.flatMap(kind => {
    const found = scriptFor(kind, own)
    if (kind === 'types' && typedByBuild && (!found || PLAIN.test(found.command))) return []
    if (found) return [{ kind, limit: LIMITS[kind], ...found }]
    return kind === 'types' ? compiler(source, own) : []
  })
}

/** Whether building the app fails for what its compiler says: Next.js asks it, unless it is told not to. */
export function buildChecksTypes(source: Source, { folder, scripts }: Package): boolean {
  if (!/\bnext build\b/.test(scripts['build'] ?? '')) return false
  const configs = ['js', 'mjs', 'cjs', 'ts', 'mts'].map(ending => source.file(`${folder === '' ? '' : `${folder}/`}next.config.${ending}`))
  return !configs.some(file => /ignoreBuildErrors/.test(file?.text() ?? ''))
}

function scriptFor(kind: OwnCheck['kind'], { scripts }: Package): Pick<OwnCheck, 'name' | 'command'> | undefined {
  const [name] = Object.keys(scripts).filter(
    one =>
      SCRIPTS[kind].test(one) && RUNS[kind].test(scripts[one]!) && !UNFIT.test(scripts[one]!) && !/\bnpm run\b|&&|\|\|/.test(scripts[one]!),
  )
  if (name === undefined) return undefined
  // The compiler is asked what it thinks of the code, not for files; colours and frames only hide where.
  const command = scripts[name]!.replaceAll(/\b((?:vue-)?tsc)\b(?!.*--noEmit)(?!.*\s-b\b)/g, '$1 --noEmit').replaceAll(
    / --(?:pretty|colors?)\b/g,
    '',
  )
  return { name: `npm run ${name}`, command }
}

function compiler(source: Source, own: Package): readonly OwnCheck[] {
  const within = own.folder === '' ? '' : `${own.folder}/`
  const settings = source.file(`${within}tsconfig.json`)?.text()
  if (settings === undefined || !('typescript' in { ...own.dependencies, ...own.devDependencies })) return []
  // A file that only names others holds nothing itself.
  const parts = /"files"\s*:\s*\[\s*\]/.test(settings) ? [...settings.matchAll(/"path"\s*:\s*"([\w./-]+)"/g)].map(match => match[1]!) : []
  const projects = parts.length > 0 ? parts : ['tsconfig.json']
  return [
    {
      kind: 'types',
      limit: LIMITS.types,
      name: 'tsc --noEmit',
      command: projects.map(path => `tsc --noEmit -p ${path}`).join(' && '),
    },
  ]
}
