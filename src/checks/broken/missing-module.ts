import { posix } from 'node:path'
import type { Place, TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { type Import, importsOf, makeResolve, type Resolve } from '#model/env/imports'
import { nameOf } from '#model/read/route'
import { isLeftOut } from '#source/left-out'
import type { Source, SourceFile } from '#source/source'

export default defineCheck({
  id: 'broken/missing-module',
  title: 'Code is imported from a file that is not there, or that is empty',
  why: 'The route that needs it answers nobody, and in most frameworks the whole app neither builds nor starts.',
  severity: 'medium',
  refs: ['CWE-248'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const resolve = makeResolve(source)
    const seen = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      for (const path of reachedBy(route, source, resolve, seen)) {
        const file = source.file(path)!
        for (const one of importsOf(file)) {
          const fault = faultOf(one, file, source, resolve)
          if (!fault) continue
          yield {
            at: placeOf(one, file),
            certainty: one.specifier.startsWith('.') ? 'certain' : 'likely',
            message: `\`${file.path}\`, which \`${nameOf(route)}\` loads, imports \`${one.specifier}\`, which ${fault}.`,
            help: 'Write the file, or import what is meant from where it is.',
            key: `${file.path} ${one.specifier}`,
            route: nameOf(route),
            trail: [{ at: route.at, label: `\`${nameOf(route)}\`` }, ...usedIn(file, one)],
          }
        }
      }
    }
  },
})

/** Files that are loaded with a route, each once for the whole app. */
function* reachedBy(route: Route, source: Source, resolve: Resolve, seen: Set<string>): Generator<string> {
  const queue = [route.at.file]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const file = source.file(path)
    if (seen.has(path) || file?.kind !== 'code') continue
    seen.add(path)
    yield path
    for (const { specifier } of importsOf(file)) {
      const target = resolve(path, specifier)
      if (target !== undefined) queue.push(target)
    }
  }
}

/** What a bundler or a generator brings, styles and pictures. */
const BROUGHT =
  /\.(?!(?:[cm]?[jt]sx?)$)\w{2,7}$|generated|codegen|\.gen\b|\.prisma|\.velite|contentlayer|\+types|(?:^|\/)(?:dist|build|\.next|\.?output)\//i

function faultOf(one: Import, file: SourceFile, source: Source, resolve: Resolve): string | undefined {
  if (!/^(?:\.{1,2}\/|@\/|~\/)/.test(one.specifier) || BROUGHT.test(one.specifier) || !isUsed(one, file)) return undefined
  const target = resolve(file.path, one.specifier)
  if (target !== undefined) return isEmpty(source.file(target)!) && isTaken(one, file) ? 'is empty' : undefined
  const paths = placesOf(one.specifier, file, source, resolve)
  if (!paths.length || paths.some(path => isLeftOut(source, path) || source.files.some(other => other.path.startsWith(`${path}.`))))
    return undefined
  return 'is not there'
}

/** Where the file would stand; none where nothing says what the alias means. */
function placesOf(specifier: string, file: SourceFile, source: Source, resolve: Resolve): string[] {
  if (specifier.startsWith('.')) return [posix.join(posix.dirname(file.path), specifier).replace(/\.[cm]?jsx?$/, '')]
  const known = importsOf(file)
    .filter(other => other.specifier.startsWith(specifier.slice(0, 2)))
    .flatMap(other => {
      const target = resolve(file.path, other.specifier)
      const below = other.specifier.slice(2)
      const end = target?.lastIndexOf(below) ?? -1
      return end < 0 ? [] : [target!.slice(0, end) + specifier.slice(2)]
    })
  return [...new Set(known)]
}

/** A name that only types use is gone before anything runs. */
const isUsed = ({ names }: Import, file: SourceFile): boolean =>
  !/\.[cm]?tsx?$/.test(file.path) ||
  !names.length ||
  names.some(name =>
    new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}\\s*(?:\\.|\\?\\.|\\(|\\[(?!\\]))|(?<![\\w)])<${name}[\\s/>.]`).test(file.text()),
  )

/** Something is expected of it, other than that it runs. */
const isTaken = ({ names, specifier }: Import, file: SourceFile): boolean =>
  names.length > 0 ||
  new RegExp(`=\\s*(?:await\\s+)?(?:require|import)\\(\\s*['"]${specifier.replaceAll('.', '\\.')}['"]`).test(file.text())

const isEmpty = (file: SourceFile): boolean =>
  file.kind === 'code' &&
  file
    .text()
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    .trim() === ''

/** Where the code first asks something of what it does not get. */
function usedIn(file: SourceFile, { names, specifier }: Import): TrailStep[] {
  const lines = file.text().split('\n')
  const spelled = specifier.replaceAll(/[.$]/g, String.raw`\$&`)
  const required = new RegExp(`(?:const|let|var)\\s+(\\w+)\\s*=\\s*(?:await\\s+)?(?:require|import)\\(\\s*['"]${spelled}['"]`)
  const name = names[0] ?? lines.map(line => required.exec(line)?.[1]).find(Boolean)
  const use = name === undefined ? undefined : new RegExp(`(?<![\\w$.'"])${name.replaceAll('$', String.raw`\$`)}\\s*(?:\\?\\.|\\.|\\()`)
  const index = use ? lines.findIndex(line => use.test(line) && !/^\s*(?:\/\/|\*|import\b)/.test(line)) : -1
  return index < 0 ? [] : [{ at: { file: file.path, line: index + 1 }, label: 'used here' }]
}

function placeOf({ specifier }: Import, file: SourceFile): Place {
  const index = file
    .text()
    .split('\n')
    .findIndex(line => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`))
  return { file: file.path, line: index + 1 || 1 }
}
