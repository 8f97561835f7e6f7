import type { Place } from '#base/place'
import { isTest } from '#checks/secrets/where'
import { defineCheck } from '#checks/check'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'broken/erased-at-start',
  title: 'Every start of the app throws its data away',
  why: 'The next deploy, crash or restart deletes every customer and every order, and the app comes up as if nothing had happened.',
  severity: 'critical',
  refs: ['CWE-1188'],
  needs: ['setups', 'source'],
  *find({ setups, source }) {
    const calls = setups.flatMap(setup => {
      const how = setup.what === 'erase' && setup.options.kind === 'literal' ? String(setup.options.value) : undefined
      return how === undefined || isMeant(source, setup.at) ? [] : [{ at: setup.at, how }]
    })
    for (const { at, how } of [...calls, ...dropped(source)]) {
      yield {
        at,
        certainty: 'certain',
        message: `\`${how}\` in \`${at.file}\` drops every table each time the app starts.`,
        help: 'Take it out, and let migrations change the tables; keep what fills an empty database in a script that somebody starts by hand.',
        key: `${at.file} ${how}`,
      }
    }
  },
})

/** A database in memory holds nothing between two starts; an argument is given by somebody. */
function isMeant(source: Source, at: Place): boolean {
  const text = source.file(at.file)?.text() ?? ''
  const above = text.split('\n').slice(Math.max(0, at.line - 4), at.line)
  return text.includes(':memory:') || above.some(line => line.includes('process.argv'))
}

/** TypeORM's option, wherever the settings of the connection are put together. https://typeorm.io/data-source-options */
function dropped(source: Source): { readonly at: Place; readonly how: string }[] {
  if (!source.packages.some(one => 'typeorm' in one.dependencies)) return []
  return source.files.flatMap(file => {
    if (file.kind !== 'code' || isTest(file.path) || /test|e2e|spec/i.test(file.path.split('/').at(-1)!)) return []
    return file
      .text()
      .split('\n')
      .flatMap((line, index) =>
        /^\s*['"]?dropSchema['"]?\s*:\s*true\b/.test(line) ? [{ at: { file: file.path, line: index + 1 }, how: 'dropSchema: true' }] : [],
      )
  })
}
