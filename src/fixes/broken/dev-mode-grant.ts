import { literalOf, nameOf, type Node } from '#source/tree'
import { findNodes, openCode } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'

export default defineFix({
  id: 'broken/dev-mode-grant',
  for: ['broken/dev-mode-grant'],
  title: 'Switches a way of testing off in production',
  *patches({ finding, source }) {
    const flag = /under `([\w.]+)`/.exec(finding.message)?.[1]?.split('.').at(-1)
    if (!flag) return
    for (const file of source.files) {
      if (file.kind !== 'code' || !file.text().includes(flag) || /supabase\/functions\//.test(file.path)) continue
      const code = openCode(source, file.path)
      const found =
        code &&
        findNodes(
          code,
          node =>
            (node.type === 'Property' || node.type === 'VariableDeclarator') &&
            nameOf(node.type === 'Property' ? node : node.id) === flag &&
            literalOf(node.value ?? node.init) === true,
        )
      if (!code || found?.length !== 1) continue
      const value = (found[0]!.value ?? found[0]!.init) as Node
      yield {
        title: `Switch ${flag} off in production`,
        says: `\`${flag}\` holds on a developer's machine only: hosts set \`NODE_ENV\` by themselves.`,
        edits: [
          { file: code.path, start: value.start, end: value.end, text: `process.env.NODE_ENV !== ${quoted(code.style, 'production')}` },
        ],
        files: [],
      }
    }
  },
})
