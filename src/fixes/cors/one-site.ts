import type { Place } from '#base/place'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import type { Finding } from '#triage/finding'
import { literalOf, type Node } from '#source/tree'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'

/** The address of the app, as its functions know it already. */
const SITE = /^(?:PUBLIC_)?(?:APP|SITE|FRONTEND|CLIENT|WEB|BASE)_(?:URL|ORIGIN)$/
const ECHO = /^\w+\.headers\.get\(\s*["'`]origin["'`]\s*\)(?:\s*(?:\?\?|\|\|)\s*["'`][^"'`]*["'`])?!?$/i
/** A check names no more places than this of one habit. */
const NAMED = 30

export default defineFix({
  id: 'cors/one-site',
  for: ['cors/permissive-origin'],
  title: 'Lets edge functions answer the pages of one site',
  *patches({ finding, model, source }) {
    const name = siteVariable(model)
    const edits = filesOf(finding, source).flatMap(code => openOrigins(code).map(value => answered(code, value, name)))
    if (edits.length === 0) return
    yield {
      title: `Let edge functions answer only the site that ${name} names`,
      says: `Browsers let no other site than the one in \`${name}\` read what the functions answer. Set it to the address of your site, without a slash at its end.`,
      edits,
      files: [],
      environment: { [name]: 'Address of the site whose pages call the functions' },
    }
  },
})

const siteVariable = (model: AppModel): string =>
  model.env.find(one => SITE.test(one.name) && one.reads.some(read => isFunctionFile(read.at.file)))?.name ?? 'SITE_URL'

const isFunctionFile = (path: string): boolean => /(?:^|\/)supabase\/functions\//.test(path)

function filesOf(finding: Finding, source: Source): readonly Code[] {
  const named = [finding.at, ...finding.trail.filter(step => step.label.startsWith('says which')).map(step => step.at)] satisfies Place[]
  const paths = named.length > NAMED ? source.files.map(file => file.path) : named.map(at => at.file)
  return [...new Set(paths)].filter(isFunctionFile).flatMap(path => openCode(source, path) ?? [])
}

/** `'*'`, or whoever asks, as the value of the header. */
function openOrigins(code: Code): readonly Node[] {
  return findNodes(
    code,
    node => node.type === 'Property' && /^["']access-control-allow-origin["']$/i.test(textOf(code, node.key as Node)),
  ).flatMap(node => {
    const value = node.value as Node
    return literalOf(value) === '*' || ECHO.test(textOf(code, value)) ? [value] : []
  })
}

const answered = (code: Code, value: Node, name: string): Edit => ({
  file: code.path,
  start: value.start,
  end: value.end,
  text: `Deno.env.get(${quoted(code.style, name)}) ?? ${quoted(code.style, '')}`,
})
