import { nameOf, type Node } from '#source/tree'
import { findNodes, lineOf, openCode, textOf } from '../code/code.js'
import { defineFix } from '../fix.js'

export default defineFix({
  id: 'sessions/plaintext-password',
  for: ['sessions/plaintext-password'],
  title: 'Stores no password beside its hash',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const field = finding.key.split(' ').at(-1)
    const property =
      code && findNodes(code, node => node.type === 'Property' && nameOf(node) === field && lineOf(code, node.start) === finding.at.line)[0]
    const object = property && code.parents.get(property)
    // The hash stands beside it, so that signing in needs no other.
    if (
      !code ||
      object?.type !== 'ObjectExpression' ||
      !/(?:hash|bcrypt|argon2|scrypt)\w*\s*[:(]/i.test(textOf(code, object).replace(textOf(code, property!), ''))
    )
      return
    const parts = object.properties as Node[]
    const before = parts[parts.indexOf(property!) - 1]
    if (!before) return
    const end = property!.end + /^,?/.exec(code.text.slice(property!.end))![0].length
    const comma = /^,?/.exec(code.text.slice(before.end))![0].length
    yield {
      title: `Store no ${field} as it was typed`,
      says: `\`${field}\` is not written any more; the hash beside it is what signing in needs.`,
      edits: [{ file: code.path, start: before.end + comma, end, text: '' }],
      files: [],
    }
  },
})
