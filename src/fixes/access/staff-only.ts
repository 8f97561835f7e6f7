import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { defineFix } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { openBody } from '../idiom/query.js'
import { refusedFirst } from '../idiom/refusal.js'
import { isNot, staffTest } from '../idiom/staff.js'

export default defineFix({
  id: 'access/staff-only',
  for: ['access/admin-without-role'],
  title: 'Asks in the handler whether a caller is of the staff',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    const caller = handler && callerIn(handler, source)
    const test = caller && staffTest(caller.text, model, source)
    if (!route || !handler || !test) return
    const flag = test.split('.').at(-1)!.split(' ')[0]!
    const schemas = model.tables.map(one => one.at.file)
    const edit = refusedFirst(handler, request => (test.startsWith(`${request}.`) ? isNot(test) : undefined), source)
    if (!edit || !isCarried(flag, schemas, source)) return
    yield {
      title: `Let only staff call ${routeName(route)}`,
      says: `\`${routeName(route)}\` asks for \`${test}\` of whoever is signed in.`,
      edits: [edit],
      files: [],
    }
  },
})

/** Code beside the schema speaks of the flag: it goes into what is known of whoever is signed in. */
const isCarried = (flag: string, schemas: readonly string[], source: Source): boolean =>
  source.files.some(
    file => file.kind === 'code' && !schemas.includes(file.path) && new RegExp(`\\b${flag}\\s*:|\\.${flag}\\b`).test(file.text()),
  )
