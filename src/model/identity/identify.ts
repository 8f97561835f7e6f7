import { basename } from 'node:path'
import { appFolder } from '#base/own-folder'
import type { AppIdentity } from '#model/app-model'
import type { Source, SourceFile } from '#source/source'
import { builderOf } from './builder.js'
import { DATABASES, FRAMEWORKS, HOSTS, PAYMENTS, SERVICES, type Mark } from './marks.js'

const TEST = /(?:^|\/)(?:__tests__|tests?|e2e|cypress|spec)\/|\.(?:test|spec)\./
/** Names that templates give and founders leave. */
const TEMPLATE_NAME = /^(?:vite[_-]react[\w-]*|rest-express|my-v0-project|my-app|nextjs|app|template|workspace|starter)?$/

export function identify(source: Source): AppIdentity {
  const names = new Set(source.packages.flatMap(one => [...Object.keys(one.dependencies), ...Object.keys(one.devDependencies)]))
  const paths = source.files.map(file => file.path)
  const texts = [
    source.files
      .filter(file => file.kind === 'code' && !TEST.test(file.path))
      .map(addressesIn)
      .join('\n'),
    ...source.files.filter(isDatabaseSetup).map(file => file.text()),
  ]
  const found = (marks: readonly Mark[]) => marks.filter(mark => matches(mark, names, paths, texts)).map(mark => mark.name)
  const services = found(SERVICES)
  const given = source.packages.find(one => one.folder === '')?.name ?? ''
  return {
    name: TEMPLATE_NAME.test(given) ? basename(appFolder(source.root)) : given,
    frameworks: found(FRAMEWORKS),
    languages: languagesOf(source),
    builder: builderOf(source),
    host: found(HOSTS)[0],
    databases: found(DATABASES),
    services,
    takesMoney: PAYMENTS.some(mark => services.includes(mark.name)),
  }
}

const isDatabaseSetup = (file: SourceFile): boolean => file.kind === 'prisma' || /(?:^|\/)drizzle[\w.-]*\.config[\w.-]*$/.test(file.path)

/** Hosts and imports by URL, each with what stands around: the marks are looked for there and not in the whole text. */
function addressesIn(file: SourceFile): string {
  const text = file.text()
  const found: string[] = []
  for (const needle of ['://', 'npm:', ':sqlite']) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) found.push(text.slice(Math.max(0, at - 12), at + 60))
  }
  return found.join('\n')
}

function matches({ packages, files, code }: Mark, names: ReadonlySet<string>, paths: readonly string[], texts: readonly string[]): boolean {
  return Boolean(
    packages?.some(name => hasPackage(names, name)) ||
    (files && paths.some(path => files.test(path))) ||
    (code && texts.some(text => code.test(text))),
  )
}

function hasPackage(names: ReadonlySet<string>, wanted: string): boolean {
  if (!/[/*]$/.test(wanted)) return names.has(wanted)
  const prefix = wanted.replace(/\*$/, '')
  return [...names].some(name => name.startsWith(prefix))
}

function languagesOf(source: Source): string[] {
  const languages: readonly (readonly [string, RegExp])[] = [
    ['typescript', /\.[cm]?tsx?$/],
    ['javascript', /\.[cm]?jsx?$/],
    ['sql', /\.sql$/],
    ['prisma', /\.prisma$/],
    ['python', /\.py$/],
    ['vue', /\.vue$/],
    ['svelte', /\.svelte$/],
    ['astro', /\.astro$/],
  ]
  const counted = languages.map(([name, pattern]) => ({ name, files: source.files.filter(file => pattern.test(file.path)).length }))
  return counted
    .filter(one => one.files > 0)
    .sort((a, b) => b.files - a.files)
    .map(one => one.name)
}
