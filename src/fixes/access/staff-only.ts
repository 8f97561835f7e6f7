import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { aboveComments, indentAt } from '../code/code.js'
import { openingOf } from '../code/handler.js'
import { defineFix } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { openBody } from '../idiom/query.js'
import { refusal } from '../idiom/refusal.js'
import { staffTest } from '../idiom/staff.js'

export default defineFix({
  id: 'access/staff-only',
  for: ['access/admin-without-role'],
  title: 'Asks in the handler whether a caller is of the staff',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    const [request, response] = ((handler?.fn?.params as Node[] | undefined) ?? []).map(one => nameOf(one))
    const first = handler?.fn && openingOf(handler.code, handler.fn)?.statements[0]
    const caller = handler && callerIn(handler, source)
    const test = caller && staffTest(caller.text, model, source)
    if (!route || !handler?.fn || !first || !test?.startsWith(`${request}.`) || !response || route.framework !== 'express') return
    if (
      !isCarried(
        test.split('.').at(-1)!.split(' ')[0]!,
        model.tables.map(one => one.at.file),
        source,
      )
    )
      return
    const { code, fn } = handler
    const { semi } = code.style
    const refused = test.includes(' === ') ? test.replace(' === ', ' !== ') : `!${test}`
    const start = aboveComments(code, first.start)
    yield {
      title: `Let only staff call ${routeName(route)}`,
      says: `\`${routeName(route)}\` asks for \`${test}\` of whoever is signed in.`,
      edits: [
        {
          file: code.path,
          start,
          end: start,
          text: `if (${refused}) return ${refusal(code, fn, response, 403, 'Forbidden', source)}${semi}\n${indentAt(code, first.start)}`,
        },
      ],
      files: [],
    }
  },
})

/** Code beside the schema speaks of the flag: it goes into what is known of whoever is signed in. */
const isCarried = (flag: string, schemas: readonly string[], source: Source): boolean =>
  source.files.some(
    file => file.kind === 'code' && !schemas.includes(file.path) && new RegExp(`\\b${flag}\\s*:|\\.${flag}\\b`).test(file.text()),
  )
