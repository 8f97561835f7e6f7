import type { Place } from '#base/place'
import { isTest } from '#checks/secrets/where'
import type { Source } from '#source/source'

/** A database in memory holds nothing between two starts; an argument is given by somebody. */
export function isMeant(source: Source, at: Place): boolean {
  const text = source.file(at.file)?.text() ?? ''
  const above = text.split('\n').slice(Math.max(0, at.line - 4), at.line)
  return text.includes(':memory:') || above.some(line => line.includes('process.argv'))
}

/** Somebody asks where it runs first. */
const ASKED = /\b(?:NODE_ENV|is_?\w*(?:dev|prod|test|local)\w*)\b|&&|\?/i

/** A TypeORM option that is on, wherever the settings of the connection are put together. https://typeorm.io/data-source-options */
export function typeormOptions(source: Source, name: string): { readonly at: Place; readonly how: string }[] {
  if (!source.packages.some(one => 'typeorm' in one.dependencies)) return []
  const on = new RegExp(`(?:^|[{,]\\s*)\\s*['"]?${name}['"]?\\s*:\\s*true\\b`)
  return source.files.flatMap(file => {
    if (file.kind !== 'code' || isTest(file.path) || /test|e2e|spec/i.test(file.path.split('/').at(-1)!)) return []
    const lines = file.text().split('\n')
    return lines.flatMap((line, index) => {
      const found = on.exec(line)
      const asked =
        found && (ASKED.test(line.slice(0, found.index + 1)) || /\bif\s*\(|=>\s*$|\?\s*\{?\s*$|&&\s*\{?\s*$/.test(lines[index - 1] ?? ''))
      if (!found || asked || /^\s*(?:\/\/|\*)/.test(line)) return []
      return [{ at: { file: file.path, line: index + 1 }, how: `${name}: true` }]
    })
  })
}
