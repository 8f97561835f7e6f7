import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { browserClient } from '../idiom/browser-client.js'
import { newEdgeFunction } from '../idiom/new-edge-function.js'

const NAME = 'delete-account'

export default defineFix({
  id: 'broken/account-deletion',
  for: ['broken/pretended-success'],
  title: 'Deletes the account before it says so',
  *patches({ finding, model, source }) {
    const code = / delete$/.test(finding.key) ? openCode(source, finding.at.file) : undefined
    const client = code && browserClient(code, source)
    const edits = client && asked(code, finding.at.line, client.name)
    const imports = client && importEdits(code, [client])
    if (!edits || !imports) return
    const made = newEdgeFunction(
      {
        name: NAME,
        says: 'Deletes the account of whoever is signed in, with the rows that belong to it',
        for: 'user',
        takes: new Map(),
        work: ({ client: service, user, semi }) =>
          service === undefined
            ? undefined
            : [`const { error } = await ${service}.auth.admin.deleteUser(${user})${semi}`, `if (error) throw error${semi}`],
        answers: '{ ok: true }',
      },
      model,
      source,
    )
    if (!made) return
    yield {
      title: 'Delete the account that people ask to delete',
      says: `\`${NAME}\` deletes the account of whoever is signed in, and the page says so only when it did. Rows that have to stay, such as orders, keep an account from being deleted: then the page says that it did not work, and somebody has to decide what becomes of them.`,
      edits: [...imports, ...edits, ...made.edits],
      files: made.files,
    }
  },
})

/** The call above `await signOut()`, refused as the page refuses other things. */
function asked(code: Code, line: number, client: string): readonly Edit[] | undefined {
  const [signOut, ...others] = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /(?:^|\.)(?:sign_?out|log_?out)$/i.test(dotted(node.callee) ?? '') &&
      lineOf(code, node.start) >= line &&
      lineOf(code, functionAround(code, node)?.start ?? 0) === line,
  )
  const fn = signOut && functionAround(code, signOut)
  const statement = signOut && statementAround(code, signOut)
  if (!fn || !statement || others.length > 0 || fn.async !== true || declaredIn([fn]).has('error')) return undefined
  const { semi } = code.style
  const margin = indentAt(code, statement.start)
  const lines = [
    `const { error } = await ${client}.functions.invoke(${quoted(code.style, NAME)})${semi}`,
    `if (error) ${refusal(code) ?? `throw error${semi}`}`,
  ]
  return [{ file: code.path, start: statement.start, end: statement.start, text: `${lines.join(`\n${margin}`)}\n${margin}` }]
}

/** `return toast.error("…")` of another function of the page, saying this. */
function refusal(code: Code): string | undefined {
  for (const node of findNodes(code, one => one.type === 'IfStatement' && nameOf(one.test) === 'error')) {
    const then = node.consequent as Node
    const call = then.type === 'ReturnStatement' ? (then.argument as Node | null) : undefined
    const [said, ...rest] = call?.type === 'CallExpression' ? (call.arguments as Node[]) : []
    if (!call || !said || rest.length > 0 || typeof literalOf(said) !== 'string' || !/error/i.test(dotted(call.callee) ?? '')) continue
    return `return ${textOf(code, call.callee as Node)}(${quoted(code.style, 'Your account could not be deleted')})${code.style.semi}`
  }
  return undefined
}
