import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { freeNames, isGlobal } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { browserClient } from '../idiom/browser-client.js'
import { fileOf } from '../idiom/function-behind.js'
import { knownType } from '../idiom/known-type.js'
import { newEdgeFunction } from '../idiom/new-edge-function.js'

export default defineFix({
  id: 'secrets/service-client',
  for: ['secrets/secret-in-browser'],
  title: 'Moves what pages for staff do with the service key into an edge function',
  *patches({ finding, model, source }) {
    const code = openCode(source, finding.at.file)
    const name = code && /service-role key/.test(finding.message) ? clientIn(code) : undefined
    const used = name === undefined ? undefined : usesOf(code!, name, source)
    const [use, ...others] = used ?? []
    // Each deed is a function of its own, which somebody should look at.
    if (!use || others.length > 0 || !/admin|staff/i.test(use.code.path)) return
    const client = browserClient(use.code, source)
    const imports = client && withImport(use.code, name!, client)
    if (!client || !imports) return
    const slug = `admin-${use.method.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}`
    const fields = [...use.takes.keys()]
    const made = newEdgeFunction(
      {
        name: slug,
        says: 'For administrators: browsers have no service key',
        for: 'staff',
        takes: use.takes,
        work: ({ client: service, semi }) =>
          service === undefined
            ? undefined
            : [`const { data, error } = await ${service}.auth.admin.${use.method}(${use.given})${semi}`, `if (error) throw error${semi}`],
        answers: 'data',
      },
      model,
      source,
    )
    if (!made) return
    const body = fields.length > 0 ? `, { body: { ${fields.join(', ')} } }` : ''
    const call = `${client.name}.functions.invoke(${quoted(use.code.style, slug)}${body})`
    yield {
      title: `Take the service-role key out of the browser`,
      says: `\`${slug}\` does on the server, for administrators only, what the page did with the key. The key was in the code of every visitor and opens the whole database: make a new one in the project's settings now.`,
      edits: [...imports, { file: use.code.path, start: use.call.start, end: use.call.end, text: call }, ...made.edits],
      files: made.files,
      removes: [code!.path],
    }
  },
})

/** `export const supabaseAdmin = createClient(url, key)`, and nothing else in the file. */
function clientIn(code: Code): string | undefined {
  const statements = (code.tree.body as Node[]).filter(one => one.type !== 'ImportDeclaration')
  const [only, ...others] = statements
  const declaration = only?.type === 'ExportNamedDeclaration' ? (only.declaration as Node | null) : undefined
  const made = declaration?.type === 'VariableDeclaration' ? (declaration.declarations as Node[])[0] : undefined
  const isClient = made !== undefined && dotted((made.init as Node | null)?.callee) === 'createClient'
  return isClient && others.length === 0 ? nameOf(made.id) : undefined
}

interface Use {
  readonly code: Code
  readonly call: Node
  /** `generateLink` */
  readonly method: string
  readonly given: string
  readonly takes: ReadonlyMap<string, string>
}

/** Every use of the client, where all of them are calls on accounts that the code shows whole. */
function usesOf(of: Code, name: string, source: Source): readonly Use[] | undefined {
  const uses: Use[] = []
  for (const file of source.files) {
    if (file.kind !== 'code' || file.path === of.path || !file.text().includes(name)) continue
    const code = openCode(source, file.path)
    const binding = code && bindingsOf(code).get(name)
    if (!code || !binding || binding.kind === 'local' || fileOf(source, code, binding.from)?.path !== of.path) continue
    for (const node of findNodes(code, one => one.type === 'Identifier' && one.name === name)) {
      if (code.parents.get(node)?.type === 'ImportSpecifier') continue
      const use = useAt(code, node, name)
      if (!use) return undefined
      uses.push(use)
    }
  }
  return uses
}

/** `await supabaseAdmin.auth.admin.generateLink({ type: 'recovery', email })`. */
function useAt(code: Code, node: Node, name: string): Use | undefined {
  const [call] = findNodes(
    code,
    one =>
      one.type === 'CallExpression' &&
      one.start === node.start &&
      new RegExp(`^${name}\\.auth\\.admin\\.\\w+$`).test(dotted(one.callee) ?? ''),
  )
  if (!call || code.parents.get(call)?.type !== 'AwaitExpression') return undefined
  const given = call.arguments as Node[]
  const takes = new Map<string, string>()
  for (const free of freeNames(given)) {
    if (isGlobal(free)) continue
    const shape = shapeOf(free, knownType(code, call, free))
    if (!shape) return undefined
    takes.set(free, shape)
  }
  return { code, call, takes, method: nameOf(call.callee)!, given: given.map(one => textOf(code, one)).join(', ') }
}

function shapeOf(name: string, type: ReturnType<typeof knownType>): string | undefined {
  if (type !== 'string') return type && `z.${type}()`
  if (/email$/i.test(name)) return 'z.string().email()'
  return /(?:^|[a-z])id$/i.test(name) ? 'z.string().uuid()' : 'z.string().max(500)'
}

/** The usual client in the place of the one that goes. */
function withImport(
  code: Code,
  old: string,
  client: { readonly name: string; readonly kind: 'named' | 'default' | 'namespace'; readonly from: string },
): readonly Edit[] | undefined {
  const declaration = bindingsOf(code).get(old)?.node
  if (declaration?.type !== 'ImportDeclaration' || (declaration.specifiers as Node[]).length !== 1) return undefined
  const imports = importEdits(code, [client])
  if (!imports) return undefined
  const gap = /^\r?\n/.exec(code.text.slice(declaration.end))?.[0].length ?? 0
  if (imports.length === 0) return [{ file: code.path, start: declaration.start, end: declaration.end + gap, text: '' }]
  const line = `import { ${client.name} } from ${quoted(code.style, client.from)}${code.style.semi}`
  return typeof literalOf(declaration.source) === 'string'
    ? [{ file: code.path, start: declaration.start, end: declaration.end, text: line }]
    : undefined
}
