import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { routeNamed } from '#model/read/route'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, openCode, textOf, topStatement } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit, type Patch } from '../fix.js'
import { wantedFor } from '../idiom/apply-guard.js'
import { openBody } from '../idiom/query.js'

export default defineFix({
  id: 'access/claimed-identity',
  for: ['access/weak-guard'],
  title: 'Verifies what a caller used only to claim',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    const code = openCode(source, finding.at.file)
    if (!route || !handler?.fn || !code || handler.code !== code) return
    const patch =
      verified(code, handler.fn, source) ??
      (isJob(route.kind, `${route.path} ${code.text}`) ? bySecret(code, handler.fn, source) : undefined)
    if (patch) yield { ...patch, title: `${patch.title} ${finding.route}` }
  },
})

/** `decodeJwt(token)` of jose, `jwt.decode(token)`: read, and never verified. */
function verified(code: Code, fn: Node, source: Source): Patch | undefined {
  const calls = findNodes(
    code,
    node => node.type === 'CallExpression' && /^(?:decodeJwt|(?:jwt|jsonwebtoken)\.decode)$/.test(dotted(node.callee) ?? ''),
    fn,
  )
  const [call, ...others] = calls
  const [token] = (call?.arguments as Node[] | undefined) ?? []
  const secret = /process\.env\.(\w*(?:JWT|AUTH|SESSION)\w*SECRET\w*)/.exec(code.text)?.[1] ?? 'JWT_SECRET'
  if (!call || !token || others.length > 0) return undefined
  const base = {
    title: 'Verify the token of',
    says: 'The signature of the token is checked before anything in it is believed.',
    files: [],
  }
  if (dotted(call.callee) !== 'decodeJwt') {
    const property = (call.callee as Node).property as Node
    return {
      ...base,
      edits: [
        { file: code.path, start: property.start, end: property.end, text: 'verify' },
        { file: code.path, start: token.end, end: (call.arguments as Node[]).at(-1)!.end, text: `, process.env.${secret}${sure(code)}` },
      ],
    }
  }
  const verifier = verifierOf(code, source)
  const declared = code.parents.get(call)
  const name = declared?.type === 'VariableDeclarator' ? nameOf(declared.id) : undefined
  if (!verifier || !name) return undefined
  const uses = findNodes(code, node => node.type === 'MemberExpression' && nameOf(node.object) === name && node.optional !== true, fn)
  return {
    ...base,
    edits: [
      ...withoutImport(code, 'decodeJwt'),
      ...verifier.imports,
      { file: code.path, start: call.start, end: call.end, text: `await ${verifier.name}(${textOf(code, token)})` },
      // Its answer is nothing where the signature is wrong; the first question about it is also the refusal.
      ...uses.slice(0, 1).map(use => ({ file: code.path, start: (use.object as Node).end, end: (use.object as Node).end, text: '?' })),
    ],
  }
}

/** The app's own function that verifies a token: it is given one, and answers with what is in it or with nothing. */
function verifierOf(code: Code, source: Source): { readonly name: string; readonly imports: readonly Edit[] } | undefined {
  for (const file of source.files) {
    if (file.kind !== 'code' || !/\bjwtVerify\(/.test(file.text())) continue
    const made =
      /export (?:async function (\w+)\(\w+: string[^)]*\)|const (\w+) = async \(\w+: string[^)]*\))[\s\S]{0,400}?\bjwtVerify\(/.exec(
        file.text(),
      )
    const name = made?.[1] ?? made?.[2]
    if (!name) continue
    for (const other of source.files) {
      const user = other.kind === 'code' && other.text().includes(`${name}(`) ? openCode(source, other.path) : undefined
      const wanted = user && bindingsOf(user).get(name)?.kind === 'named' ? wantedFor([name], user, code) : undefined
      const imports = wanted && importEdits(code, wanted)
      if (imports) return { name, imports }
    }
  }
  return undefined
}

/** Takes an import of one name away. */
function withoutImport(code: Code, name: string): readonly Edit[] {
  const node = bindingsOf(code).get(name)?.node
  const isAlone = node?.type === 'ImportDeclaration' && (node.specifiers as Node[]).length === 1
  if (
    !node ||
    !isAlone ||
    findNodes(code, one => one.type === 'Identifier' && one.name === name).filter(one => one.start > node.end).length > 1
  )
    return []
  return [{ file: code.path, start: node.start, end: node.end + /^\r?\n?/.exec(code.text.slice(node.end))![0].length, text: '' }]
}

const sure = (code: Code): string => (/\.[cm]?tsx?$/.test(code.path) ? '!' : '')

const isJob = (kind: string, text: string): boolean => kind === 'cron' || /\/cron\/|\bcron\b|nightly|every night|scheduled/i.test(text)

/** A header that only has to be there, or holds a word that is in the code: the secret that the scheduler sends. */
function bySecret(code: Code, fn: Node, source: Source): Patch | undefined {
  const request = nameOf((fn.params as Node[])[0])
  const guard = findNodes(
    code,
    node =>
      node.type === 'IfStatement' &&
      /\bheaders\b/.test(textOf(code, node.test as Node)) &&
      /\breturn\b|\bthrow\b/.test(textOf(code, node.consequent as Node)),
    fn,
  )[0]
  if (!request || !guard || bindingsOf(code).has('isScheduler')) return undefined
  const test = guard.test as Node
  const literal = findNodes(code, node => node.type === 'Literal' && /^x-|^authorization$/i.test(String(literalOf(node) ?? '')), test)[0]
  if (!literal || !isWeakTest(code, test, request)) return undefined
  const isDeno = /\bDeno\./.test(code.text) || /deno\.land|npm:|supabase\/functions\//.test(code.text + code.path)
  const imports = importEdits(code, [
    { name: 'timingSafeEqual', kind: 'named', from: 'node:crypto' },
    ...(isDeno ? [{ name: 'Buffer', kind: 'named', from: 'node:buffer' } as const] : []),
  ])
  if (!imports) return undefined
  // https://vercel.com/docs/cron-jobs/manage-cron-jobs: the platform sends its secret as a bearer token, and no header of yours.
  const isVercel = source.files.some(file => /(?:^|\/)vercel\.json$/.test(file.path) && /"crons"/.test(file.text()))
  const header = isVercel ? quoted(code.style, 'authorization') : textOf(code, literal)
  const isExpress = /\breq\.headers\[|\breq\.get\(/.test(textOf(code, test))
  const { semi, indent } = code.style
  const q = (text: string) => quoted(code.style, text)
  const start = aboveComments(code, topStatement(code, fn).start)
  const given = isExpress ? `${request}.get(${header})` : `${request}.headers.get(${header})`
  const helper = [
    `function isScheduler(given${/\.[cm]?tsx?$/.test(code.path) ? ': string | null | undefined' : ''}) {`,
    `${indent}const secret = ${isDeno ? `Deno.env.get(${q('CRON_SECRET')})` : 'process.env.CRON_SECRET'}${semi}`,
    `${indent}if (!secret || !given) return false${semi}`,
    `${indent}const [a, b] = [Buffer.from(given), Buffer.from(${isVercel ? '`Bearer ${secret}`' : 'secret'})]${semi}`,
    `${indent}return a.length === b.length && timingSafeEqual(a, b)${semi}`,
    '}',
  ]
  return {
    title: 'Let only the scheduler start',
    says: `The job starts only for whoever sends \`CRON_SECRET\` in ${header.replaceAll(/["'`]/g, '`')}. Give the scheduler the same secret.`,
    edits: [
      ...imports,
      { file: code.path, start, end: start, text: `${helper.join('\n')}\n\n` },
      { file: code.path, start: test.start, end: test.end, text: `!isScheduler(${given})` },
    ],
    files: [],
    environment: { CRON_SECRET: 'Secret that the scheduler sends' },
  }
}

/** `!req.headers.get('x')`, `req.headers.get('x') !== 'word'`. */
function isWeakTest(code: Code, test: Node, request: string): boolean {
  const plain = test.type === 'UnaryExpression' ? (test.argument as Node) : test
  const read = new RegExp(`^${request}\\.(?:headers\\.get\\(|get\\(|headers\\[)["'\`][\\w-]+["'\`][)\\]]$`)
  if (read.test(textOf(code, plain))) return true
  return (
    test.type === 'BinaryExpression' &&
    /^!==?$/.test(test.operator as string) &&
    read.test(textOf(code, test.left as Node)) &&
    typeof literalOf(test.right as Node) === 'string'
  )
}
