import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, isFunction, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { entryInto } from '../idiom/query.js'

export default defineFix({
  id: 'sessions/endless-token',
  for: ['sessions/endless-token'],
  title: 'Lets a token that signs somebody in end',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    // What the author took for seconds is theirs to say.
    if (!code || / milliseconds /.test(finding.message)) return
    const call = callsAt(code, finding.at.line).find(node => nameOf(node.callee) === 'sign')
    const lasts = lifetimeOf(code, source)
    const edit = call && ending(code, call, quoted(code.style, lasts ?? WEEK))
    if (!edit) return
    yield {
      title: `Let the token of ${finding.route ?? finding.at.file} end`,
      says: `The token is good for ${lasts ? `\`${lasts}\`, as the app has it elsewhere` : 'a week'}; then its holder signs in again. Those that were given before do not end: change the secret to end them.`,
      edits: [edit],
      files: [],
    }
  },
})

/** No code of the app says how long. A week is our choice, and stands in one place of theirs. */
const WEEK = '7d'

function ending(code: Code, call: Node, lasts: string): Edit | undefined {
  const [payload, secret, options] = call.arguments as Node[]
  if (!payload || !secret || payload.type === 'Literal') return undefined
  if (options?.type === 'ObjectExpression') return entryInto(code, options, `expiresIn: ${lasts}`)
  if (options && !isFunction(options)) return undefined
  return { file: code.path, start: secret.end, end: secret.end, text: `, { expiresIn: ${lasts} }` }
}

/** How long another token of the app is good, or the cookie that carries this one. */
function lifetimeOf(code: Code, source: Source): string | undefined {
  const own = new Set<string>()
  for (const file of source.files) {
    const other = file.kind === 'code' && /\bexpiresIn\b/.test(file.text()) ? openCode(source, file.path) : undefined
    if (!other) continue
    for (const node of findNodes(other, one => one.type === 'Property' && nameOf(one) === 'expiresIn')) {
      const value = literalOf(node.value as Node)
      if (typeof value === 'string' && /^\d+\s*[hdw]$/.test(value)) own.add(value)
    }
  }
  if (own.size === 1) return [...own][0]
  const cookies = findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'cookie')
  const ages = cookies.flatMap(one => findNodes(code, node => node.type === 'Property' && nameOf(node) === 'maxAge', one))
  const hours = ages.length === 1 ? productOf(textOf(code, ages[0]!.value as Node)) / 3_600_000 : 0
  if (!Number.isInteger(hours) || hours < 1) return undefined
  return hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`
}

/** `7 * 24 * 60 * 60 * 1000` */
const productOf = (text: string): number =>
  /^[\d_]+(?:\s*\*\s*[\d_]+)*$/.test(text)
    ? text.split('*').reduce((product, part) => product * Number(part.replaceAll('_', '')), 1)
    : Number.NaN
