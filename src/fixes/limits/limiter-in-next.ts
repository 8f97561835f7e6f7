import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, indentAt, textOf, topStatement } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'

/** https://github.com/animir/node-rate-limiter-flexible */
export const LIMITER = { 'rate-limiter-flexible': '11.4.0' }

const SAID = 'Too many requests. Try again later.'

/** A counter above the handler, and a refusal before it does anything. In memory: each instance counts for itself. */
export function limiterInNext(handler: Handler): readonly Edit[] | undefined {
  const { code, fn, route } = handler
  const opening = fn && openingOf(code, fn)
  const [first] = opening?.statements ?? []
  const isAction = route.kind === 'action'
  const request = isAction ? undefined : nameOf((fn?.params as Node[] | undefined)?.[0])
  const refusal = fn && refusalOf(code, fn, isAction)
  const name = nameFor(code, route.path)
  if (!fn || !first || !refusal || !name || (!isAction && !request)) return undefined
  if (['ip'].some(one => declaredIn([fn]).has(one))) return undefined
  const imports = importEdits(code, [
    { name: 'RateLimiterMemory', kind: 'named', from: 'rate-limiter-flexible' },
    ...(isAction ? [{ name: 'headers', kind: 'named' as const, from: 'next/headers' }] : []),
  ])
  if (!imports) return undefined
  const { semi, indent } = code.style
  const margin = indentAt(code, first.start)
  const held = `${isAction ? '(await headers())' : `${request}.headers`}.get(${quoted(code.style, 'x-forwarded-for')})`
  const lines = [
    `const ip = ${held}?.split(${quoted(code.style, ',')})[0] ?? ${quoted(code.style, 'unknown')}${semi}`,
    'try {',
    `${indent}await ${name}.consume(ip)${semi}`,
    '} catch {',
    `${indent}return ${refusal}${semi}`,
    '}',
  ]
  const top = aboveComments(code, topStatement(code, fn).start)
  return [
    ...imports,
    { file: code.path, start: top, end: top, text: `const ${name} = new RateLimiterMemory({ points: 10, duration: 15 * 60 })${semi}\n\n` },
    { file: code.path, start: first.start, end: first.start, text: lines.map(line => `${line}\n${margin}`).join('') },
  ]
}

/** An answer with 429; of an action, in the shape in which it says what went wrong. */
function refusalOf(code: Code, fn: Node, isAction: boolean): string | undefined {
  if (!isAction) {
    const response = bindingsOf(code).has('NextResponse') ? 'NextResponse' : 'Response'
    return `${response}.json({ error: ${quoted(code.style, SAID)} }, { status: 429 })`
  }
  const errors = findNodes(code, node => node.type === 'ReturnStatement', fn)
    .map(node => node.argument as Node | null)
    .flatMap(node => (node?.type === 'ObjectExpression' ? (node.properties as Node[]) : []))
    .filter(one => /^(?:error|message)$/.test(nameOf(one) ?? '') && /^["'`]/.test(one.value ? textOf(code, one.value as Node) : ''))
  const key = nameOf(errors[0])
  if (!key) return undefined
  // What the form showed stays in it.
  const others = ((code.parents.get(errors[0]!)?.properties as Node[] | undefined) ?? []).filter(one => one !== errors[0])
  const isOwn = others.every(one => one.shorthand !== true)
  const rest = isOwn ? others.map(one => `, ${textOf(code, one)}`).join('') : ''
  return `{ ${key}: ${quoted(code.style, SAID)}${rest} }`
}

/** `signInLimiter`, where the name is free. */
function nameFor(code: Code, path: string): string | undefined {
  const word = path.split('/').findLast(part => /^[a-z][\w-]*$/i.test(part)) ?? 'route'
  const camel = word.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^./, letter => letter.toLowerCase())
  return [`${camel}Limiter`, `${camel}Attempts`].find(name => !new RegExp(`\\b${name}\\b`).test(code.text))
}
