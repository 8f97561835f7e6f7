import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Source, SourceFile } from '#source/source'
import { isSeed, isTest } from '../secrets/where.js'

/** `const db = mysql.createConnection({`, at the top of a file: made once, for everybody. */
const MADE =
  /^(?:export\s+)?(?:(?:const|let|var)\s+\w+|module\.exports|exports\.\w+|export\s+default)\s*=?\s*(?:await\s+)?(?:\w+\.)?createConnection\s*\(/
const FROM_MYSQL = /(?:require\s*\(\s*|from\s+)['"]mysql2?(?:\/promise)?['"]/

export default defineCheck({
  id: 'performance/single-connection',
  title: 'All requests share one connection to the database',
  why: 'Queries wait for each other, and when the database closes the connection, as it does at night, nothing works until somebody restarts the app.',
  severity: 'medium',
  refs: ['CWE-755', 'CWE-404'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const asked = routes.some(route => !route.unreached && route.effects.some(effect => effect.kind === 'query' && effect.via === 'mysql'))
    if (!asked || source.files.some(file => file.kind === 'code' && /\bcreatePool\s*\(/.test(file.text()))) return
    for (const { file, at } of madeIn(source)) {
      // Made anew when it is lost.
      if (/PROTOCOL_CONNECTION_LOST|\.on\(\s*['"]error['"]/.test(file.text())) continue
      yield {
        at,
        certainty: 'likely',
        message: `\`${file.path}\` opens one connection to MySQL, which every request uses and nothing opens again.`,
        help: 'Use `createPool`, which opens several connections and replaces those that are lost.',
        key: file.path,
      }
    }
  },
})

function madeIn(source: Source): { readonly file: SourceFile; readonly at: Place }[] {
  return source.files.flatMap(file => {
    if (file.kind !== 'code' || isTest(file.path) || isSeed(file.path) || /(?:^|\/)(?:scripts?|migrations?|bin)\//.test(file.path))
      return []
    const text = file.text()
    if (!FROM_MYSQL.test(text)) return []
    const line = text.split('\n').findIndex(one => MADE.test(one))
    return line === -1 ? [] : [{ file, at: { file: file.path, line: line + 1 } }]
  })
}
