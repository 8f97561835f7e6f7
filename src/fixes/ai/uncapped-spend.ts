import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, textOf } from '../code/code.js'
import { defineFix } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { entryInto, propertyOf } from '../idiom/query.js'

/** Some three pages: more than a chat answers, and little enough to pay for. */
const TOKENS = 2000

export default defineFix({
  id: 'ai/uncapped-spend',
  for: ['ai/uncapped-spend'],
  title: 'Limits how long a model may answer',
  *patches({ finding, source }) {
    for (const { code, line } of placesOf(finding, source)) {
      const asked = callsAt(code, line).flatMap(call => questionOf(code, call, source) ?? [])[0]
      if (!asked) continue
      yield {
        title: `Limit what a model answers in ${finding.route ?? code.path}`,
        says: `An answer ends after ${TOKENS} tokens, some three pages. Raise the limit where people need more.`,
        edits: [entryInto(code, asked.object, `${asked.key}: ${TOKENS}`)],
        files: [],
      }
      return
    }
  },
})

/** What the model is given, and what this library calls the limit. */
function questionOf(code: Code, call: Node, source: Source): { readonly object: Node; readonly key: string } | undefined {
  const name = dotted(call.callee) ?? nameOf(call.callee) ?? ''
  const object = (call.arguments as Node[]).find(one => propertyOf(one, /^(?:messages|prompt|input)$/))
  if (/(?:^|\.)(?:generateText|streamText|generateObject|streamObject)$/.test(name))
    return object && { object, key: sdkVersion(source) >= 5 ? 'maxOutputTokens' : 'maxTokens' }
  if (/responses\.create$/.test(name)) return object && { object, key: 'max_output_tokens' }
  if (/completions\.(?:create|parse|stream)$/.test(name)) return object && { object, key: 'max_tokens' }
  if (name !== 'fetch') return undefined
  const sent = findNodes(code, node => propertyOf(node, 'messages') !== undefined && propertyOf(node, 'model') !== undefined, call)[0]
  return sent && /JSON\.stringify\(/.test(textOf(code, call)) ? { object: sent, key: 'max_tokens' } : undefined
}

const sdkVersion = (source: Source): number =>
  Number(/\d+/.exec(source.packages.map(one => one.dependencies['ai'] ?? '').join(' '))?.[0] ?? 5)
