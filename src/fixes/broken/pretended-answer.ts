import { routeNamed } from '#model/read/route'
import { nameOf, type Node } from '#source/tree'
import { callsAt, functionAround, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'
import { refusal } from '../idiom/refusal.js'

const SAID = 'This is not available yet'

export default defineFix({
  id: 'broken/pretended-answer',
  for: ['broken/pretended-success'],
  title: 'Says that something is not there yet instead of pretending it',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const code = /and does nothing/.test(finding.message) ? openCode(source, finding.at.file) : undefined
    if (!route || !code) return
    const answers = callsAt(code, finding.at.line).filter(node => nameOf(node.callee) === 'json')
    const [answer] = answers
    const fn = answer && functionAround(code, answer)
    if (!answer || !fn || answers.length > 1 || (answer.arguments as Node[]).length > 2) return
    const object = (answer.callee as Node).object as Node
    const response = object.type === 'Identifier' ? textOf(code, object) : undefined
    const text =
      response === undefined
        ? undefined
        : /^(?:Next)?Response$/.test(response)
          ? `${response}.json({ error: ${quoted(code.style, SAID)} }, { status: 501 })`
          : route.framework === 'express'
            ? refusal(code, fn, response, 501, SAID, source)
            : undefined
    if (text === undefined) return
    yield {
      title: `Stop pretending in ${finding.route}`,
      says: `\`${finding.route}\` answers 501 until it does what it says. Nobody believes any more that it was done; who builds it is for you to decide.`,
      edits: [{ file: code.path, start: answer.start, end: answer.end, text }],
      files: [],
    }
  },
})
