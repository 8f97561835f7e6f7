import { nameOf, type Node } from '#source/tree'
import { findNodes, indentAt, openCode, statementAround } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { defineFix } from '../fix.js'

export default defineFix({
  id: 'headers/missing-security-headers',
  for: ['headers/missing-security-headers'],
  title: 'Sends security headers with every page',
  *patches({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || !/\bexpress\(\)/.test(file.text())) continue
      const code = openCode(source, file.path)
      const made =
        code &&
        findNodes(
          code,
          node =>
            node.type === 'VariableDeclarator' &&
            nameOf(node.id) !== undefined &&
            (node.init as Node | null)?.type === 'CallExpression' &&
            nameOf((node.init as Node).callee) === 'express',
        )[0]
      const statement = made && statementAround(code, made)
      const imports = code && importEdits(code, [{ name: 'helmet', kind: 'default', from: 'helmet' }])
      if (!code || !made || !statement || !imports) continue
      // A policy for scripts has to know the scripts: without looking at the pages it would break them.
      const text = `\n${indentAt(code, statement.start)}${nameOf(made.id)}.use(helmet({ contentSecurityPolicy: false }))${code.style.semi}`
      const end = statement.end + /^[ \t]*(?:\/\/[^\n]*)?/.exec(code.text.slice(statement.end))![0].trimEnd().length
      yield {
        title: 'Send security headers with every page',
        says: 'Browsers are told not to guess types, not to show the app in a frame of another site, and to stay on https. A policy for scripts is still to be written.',
        edits: [...imports, { file: code.path, start: end, end, text }],
        files: [],
        dependencies: { helmet: '8.3.0' },
      }
      return
    }
  },
})
