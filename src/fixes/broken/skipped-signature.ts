import type { Node } from '#source/tree'
import { findNodes, openCode, textOf } from '../code/code.js'
import { nameOf as routeName } from '#model/read/route'
import { defineFix } from '../fix.js'
import { openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'broken/skipped-signature',
  for: ['broken/skipped-signature'],
  title: 'Refuses a webhook whose secret is unset',
  *patches({ finding, model, source }) {
    const handler = openHandler(
      model.routes.find(one => routeName(one) === finding.route),
      source,
    )
    const code = openCode(source, finding.at.file)
    if (!handler?.fn || !code || handler.code !== code) return
    // `if (secret && !isValid(…)) return 401`
    const test = findNodes(
      code,
      node =>
        node.type === 'LogicalExpression' &&
        node.operator === '&&' &&
        code.parents.get(node)?.type === 'IfStatement' &&
        (node.left as Node).type !== 'LogicalExpression' &&
        /^!/.test(textOf(code, node.right as Node)) &&
        /verif|valid|signature|hmac|check/i.test(textOf(code, node.right as Node)),
      handler.fn,
    )[0]
    const left = test?.left as Node | undefined
    if (!test || !left || !/^(?:Identifier|MemberExpression)$/.test(left.type)) return
    const right = test.right as Node
    yield {
      title: `Refuse ${finding.route} when its secret is unset`,
      says: 'Without the secret nothing can be checked, and so nothing is believed.',
      edits: [{ file: code.path, start: left.start, end: right.start, text: `!${textOf(code, left)} || ` }],
      files: [],
    }
  },
})
