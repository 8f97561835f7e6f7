import { nameOf, type Node } from '#source/tree'
import { findNodes, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { browserClient } from '../idiom/browser-client.js'
import { isReachedPublicly } from '../idiom/function-callers.js'
import { newEdgeFunction } from '../idiom/new-edge-function.js'
import { type SecretCall, secretCall } from './browser-secret.js'
import { withoutConstant, withoutExample } from './client-variable.js'

export default defineFix({
  id: 'secrets/secret-in-browser',
  for: ['secrets/secret-in-browser'],
  title: 'Makes the call that needs a secret in an edge function',
  *patches({ finding, model, source }) {
    const variable = /^(\w+) exposed$/.exec(finding.key)?.[1]
    const asked = variable === undefined ? undefined : secretCall(variable, finding.at.file, source)
    const client = asked && browserClient(asked.code, source)
    const edits = client && invoking(asked, client.name)
    const imports = client && importEdits(asked.code, [client])
    if (!asked || !edits || !imports) return
    const made = newEdgeFunction(
      {
        name: asked.name,
        says: `Calls ${hostOf(asked)}, whose key stays here`,
        for:
          isReachedPublicly(asked.code.path, source, new Set()) || !/[/_.-](?:admin|dashboard)/.test(asked.code.path) ? 'anyone' : 'user',
        takes: asked.takes,
        work: ({ indent, semi, quote, refuse }) => {
          const refusal = refuse(502, 'This is not available right now')
          return refusal === undefined
            ? undefined
            : [`const response = await ${relaid(asked, quote, indent)}${semi}`, `if (!response.ok) ${refusal}`]
        },
        answers: 'await response.json()',
      },
      model,
      source,
    )
    if (!made) return
    yield {
      title: `Call ${hostOf(asked)} from the server`,
      says: `The browser asks the function \`${asked.name}\`, which has the secret in \`${asked.variable}\`. The old one was in the code of every visitor: revoke it at its issuer, and set the new one with \`supabase secrets set\`.`,
      edits: [...imports, ...edits, ...withoutConstant(asked), ...withoutExample(variable!, source), ...made.edits],
      files: made.files,
      environment: { [asked.variable]: `Read in ${made.files[0]!.file}` },
    }
  },
})

const hostOf = ({ code, call }: SecretCall): string => /https:\/\/([\w.-]+)/.exec(textOf(code, call))?.[1] ?? 'the service'

/** The request as the server makes it, one step further in. */
function relaid(asked: SecretCall, quote: (text: string) => string, indent: string): string {
  const margin = /^[ \t]*/.exec(asked.code.text.slice(asked.code.text.lastIndexOf('\n', asked.call.start) + 1))![0]
  return asked
    .said(`Deno.env.get(${quote(asked.variable)})`)
    .split('\n')
    .map((line, index) => (index === 0 ? line : indent.repeat(2) + line.slice(margin.length)))
    .join('\n')
}

/** `const response = await fetch(…)` and what reads it, as `invoke` answers. */
function invoking({ code, call, fn, name, takes }: SecretCall, client: string): readonly Edit[] | undefined {
  const awaited = code.parents.get(call)
  const declarator = awaited && code.parents.get(awaited)
  const response = declarator?.type === 'VariableDeclarator' ? nameOf(declarator.id) : undefined
  const names = declaredIn([fn])
  const [data, error] = [
    ['data', 'answer'],
    ['error', 'callError'],
  ].map(some => some.find(one => !names.has(one)))
  if (awaited?.type !== 'AwaitExpression' || response === undefined || !data || !error) return undefined
  const edit = (node: Node, text: string): Edit => ({ file: code.path, start: node.start, end: node.end, text })
  const edits: Edit[] = []
  let isRead = false
  for (const use of findNodes(code, node => node.type === 'Identifier' && node.name === response, fn)) {
    if (use === declarator!.id) continue
    const member = code.parents.get(use)!
    const outer = code.parents.get(member)!
    const read = code.parents.get(outer)
    if (member.type !== 'MemberExpression' || member.object !== use) return undefined
    if (nameOf(member) === 'ok') edits.push(outer.type === 'UnaryExpression' ? edit(outer, error) : edit(member, `!${error}`))
    else if (nameOf(member) === 'json' && outer.type === 'CallExpression' && read?.type === 'AwaitExpression') {
      edits.push(edit(read, data))
      isRead = true
    } else return undefined
  }
  const taken = [...(isRead ? [data === 'data' ? data : `data: ${data}`] : []), error === 'error' ? error : `error: ${error}`]
  const body = takes.size > 0 ? `, { body: { ${[...takes.keys()].join(', ')} } }` : ''
  return [
    edit(declarator!.id as Node, `{ ${taken.join(', ')} }`),
    edit(call, `${client}.functions.invoke(${quoted(code.style, name)}${body})`),
    ...edits,
  ]
}
