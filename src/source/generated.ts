import type { SourceFile } from './source.js'

/** Folders that hold no source of the app, wherever they stand. Bolt keeps what it took back in `.bolt/supabase_discarded_migrations`. */
const NEVER_SOURCE = new Set(
  'node_modules bower_components jspm_packages dist dist-ssr .next .nuxt .output .vercel .netlify .svelte-kit .astro .open-next .wrangler .turbo .cache .parcel-cache .nx .yarn .pnpm-store .git .hg .svn .seaworthy .expo .firebase .serverless .aws-sam .nyc_output __pycache__ .venv supabase_discarded_migrations'.split(
    ' ',
  ),
)
/** Folders that are generated beside a `package.json` or among static files, and pages or routes elsewhere (`app/vendor/page.tsx`). */
const SOMETIMES_SOURCE = new Set('build out coverage vendor tmp'.split(' '))
const STATIC = /(?:^|\/)(?:public|static|assets|wwwroot)(?:\/|$)/

export function isGeneratedFolder(name: string, parent: string, parentHoldsPackage: boolean): boolean {
  return NEVER_SOURCE.has(name) || (SOMETIMES_SOURCE.has(name) && (parentHoldsPackage || parent === '' || STATIC.test(parent)))
}

const LOCK =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|composer\.lock|Cargo\.lock|poetry\.lock)$/
const BUNDLED = /(?:[.-]min|\.bundle|\.chunk|\.umd)\.[cm]?js$/

export const isGeneratedFile = (name: string): boolean =>
  LOCK.test(name) || BUNDLED.test(name) || name === '.DS_Store' || name.endsWith('.map')

/** Minified or bundled: lines of 500 characters on average, where hand-written code stays below 60. */
export function isMinified(text: string): boolean {
  if (text.length < 4_096) return false
  const length = Math.min(text.length, 65_536)
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < length; at = text.indexOf('\n', at + 1)) if (++lines > length / 500) return false
  return true
}

const TYPED = /\.([cm]?)tsx?$/
const PLAIN = /\.([cm]?)jsx?$/

/** Paths of JavaScript that the compiler wrote: beside a TypeScript file of the same stem, or at its place under an `outDir`. */
export function compiledTwins(files: readonly SourceFile[]): ReadonlySet<string> {
  const twins = new Set<string>()
  const plain = files.filter(file => PLAIN.test(file.path))
  if (plain.length === 0) return twins
  const typed = new Set<string>()
  for (const { path } of files) if (TYPED.test(path) && !/\.d\.[cm]?ts$/.test(path)) typed.add(path.replace(TYPED, '.$1'))
  if (typed.size === 0) return twins
  const outputs = files.filter(file => /(?:^|\/)tsconfig[\w.-]*\.json$/.test(file.path)).flatMap(outputOf)
  for (const { path } of plain) {
    const stem = path.replace(PLAIN, '.$1')
    if (
      typed.has(stem) ||
      outputs.some(output => stem.startsWith(output.to) && output.from.some(from => typed.has(from + stem.slice(output.to.length))))
    )
      twins.add(path)
  }
  return twins
}

function outputOf(file: SourceFile): { readonly from: readonly string[]; readonly to: string }[] {
  // Configuration may hold comments and come from `extends`: two keys are read, nothing is evaluated.
  const out = /"outDir"\s*:\s*"([^"]+)"/.exec(file.text())?.[1]
  if (!out) return []
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const to = inside(folder, out)
  if (to === undefined || to === folder) return []
  const root = /"rootDir"\s*:\s*"([^"]+)"/.exec(file.text())?.[1]
  return [{ to, from: [...new Set([inside(folder, root ?? '.') ?? folder, `${folder}src/`, folder])] }]
}

/** `./lib` of a configuration in `api/` is `api/lib/`; `undefined` where it leaves the app. */
function inside(folder: string, path: string): string | undefined {
  const parts: string[] = []
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.length === 0 ? '' : `${parts.join('/')}/`
}
