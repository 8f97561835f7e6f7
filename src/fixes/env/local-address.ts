import type { LocalAddress, LocalUse } from '#checks/env/local-use'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'

const SITES = /^(?:APP|SITE|FRONTEND|CLIENT|WEB|BASE|PUBLIC)_(?:BASE_)?(?:URL|ORIGIN)$/

export default defineFix({
  id: 'env/local-address',
  for: ['env/local-address'],
  title: 'Reads an address from the environment',
  *patches({ problem, model, source }) {
    const { use, addresses } = problem.data as { readonly use: LocalUse; readonly addresses: readonly LocalAddress[] }
    // Two servers have two addresses, and one variable cannot hold both.
    if (use !== 'origins' && new Set(addresses.map(one => one.address)).size > 1) return
    const edits: Edit[] = []
    const names = new Set<string>()
    // A list of sites needs one that is read, beside those of the own computer.
    for (const one of use === 'origins' ? addresses.slice(0, 1) : addresses) {
      const code = openCode(source, one.at.file)
      const variable = code && variableFor(use, code, model, source)
      const edit = variable && editAt(code, one, `${variable.read} ?? ${quoted(code.style, one.address)}`)
      if (!edit) return
      edits.push(edit)
      names.add(variable.name)
    }
    const [name] = names
    if (name === undefined || names.size > 1) return
    yield {
      title: `Read the address from ${name}`,
      says: `\`${addresses[0]!.address}\` is used only where \`${name}\` is not set: set it where the app is hosted.`,
      edits,
      files: [],
      environment: { [name]: use === 'asked' ? 'Address of the API' : 'Address at which people open the app' },
    }
  },
})

/** The name and how it is read there; nothing where no bundler is known that puts a variable into pages. */
function variableFor(
  use: LocalUse,
  code: Code,
  model: AppModel,
  source: Source,
): { readonly name: string; readonly read: string } | undefined {
  if (use === 'asked') {
    const { dependencies, devDependencies } = source.packageOf(code.path) ?? { dependencies: {}, devDependencies: {} }
    const uses = (name: string): boolean => name in dependencies || name in devDependencies
    if (uses('next')) return { name: 'NEXT_PUBLIC_API_URL', read: 'process.env.NEXT_PUBLIC_API_URL' }
    if (uses('vite')) return { name: 'VITE_API_URL', read: 'import.meta.env.VITE_API_URL' }
    return uses('react-scripts') ? { name: 'REACT_APP_API_URL', read: 'process.env.REACT_APP_API_URL' } : undefined
  }
  const name = model.env.find(one => SITES.test(one.name))?.name ?? 'APP_URL'
  return { name, read: /\bDeno\.env\b/.test(code.text) ? `Deno.env.get(${quoted(code.style, name)})` : `process.env.${name}` }
}

/** Puts `read` where the address stands: alone, or inside a template. */
function editAt(code: Code, { address, start }: LocalAddress, read: string): Edit | undefined {
  const end = start + address.length
  const literal = findNodes(
    code,
    node => (node.type === 'Literal' || node.type === 'TemplateLiteral') && node.start < start && end < node.end,
  ).at(-1)
  if (!literal) return undefined
  if (literal.type === 'TemplateLiteral') return { file: code.path, start, end, text: `\${${read}}` }
  const written = textOf(code, literal)
  const [before, after] = [written.slice(1, start - literal.start), written.slice(end - literal.start, -1)]
  if (/[\\`]|\$\{/.test(before + after)) return undefined
  const joined = /^\s*\+/.test(code.text.slice(literal.end)) || /\+\s*$/.test(code.text.slice(0, literal.start))
  const text = before + after === '' && !joined ? read : `\`${before}\${${read}}${after}\``
  return { file: code.path, start: literal.start, end: literal.end, text }
}
