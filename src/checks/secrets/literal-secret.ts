import type { Severity } from '#base/certainty'
import { remembered } from '#facts/remembered'
import type { SourceFile } from '#source/source'
import { bare, dotted, lineAt, literalOf, nameOf, treeOf, walkTree, type Node } from '#source/tree'
import { isPlaceholder, isRandom } from './placeholder.js'
import { isCredentialName, isMasterName, isSigningLiteralName, isSigningName, words } from './secret-name.js'

/** A secret written out in code, recognised by where it is used or by the name that it is given. */
export interface LiteralSecret {
  readonly name: string
  readonly value: string
  readonly line: number
  readonly severity: Severity
  /** Completes "… is": what the literal does. */
  readonly role: 'signs sessions' | 'credential' | 'backdoor'
}

/** Cheap tests before parsing: a secret-like name that is given or compared with a text, or a call that takes a secret. */
const NAMED =
  /(?:secrets?|passw(?:or)?d|passwd|pwd|pass|phrase|keys?|token|salt|bearer|secretOrKey|pin|code)["'`]?\]?\s*(?::[^=;,\n]{0,30}=|:|[!=]?={1,2})\s*(?:\[\s*)?(?:[\w. ]{0,40}\()?\s*["'`][^"'`\n]{4}/gi
const CALLED =
  /\b(?:sign|verify|jwtVerify|jwtDecrypt|createHmac|createCipheriv|createDecipheriv|encrypt|decrypt|cookieParser|Sequelize)\s*\(|\b(?:secret|secretOrKey)\s*:|["'`]\s*={2,3}\s*[\w.]*(?:pass|key|secret)/i
/** Longer than any file that a person writes: a library that was copied in. */
const LONGEST = 400_000

const SIGNING_CALL =
  /^(?:sign|verify|createHmac|createCipheriv|createDecipheriv|encrypt|decrypt|cookieParser|parseCookies|jwtVerify|jwtDecrypt)$/
/** Calls that take a signing secret in an object: by the last part of the callee. */
const SESSION_CALL =
  /^(?:session|expressSession|cookieSession|jwt|expressjwt|expressJwt|NextAuth|betterAuth|JwtStrategy|Strategy|fastifyJwt|fastifyCookie|getIronSession|createCookieSessionStorage|sealData|unsealData|register|use)$/
const CONNECTION_CALL =
  /^(?:createConnection|createPool|Pool|Client|Sequelize|createTransport|createClient|Redis|knex|postgres|connect|MongoClient|DataSource)$/

export const literalSecrets = (file: SourceFile): readonly LiteralSecret[] => remembered(file, 'literal-secrets@3', () => readSecrets(file))

function readSecrets(file: SourceFile): LiteralSecret[] {
  const text = file.text()
  if (text.length > LONGEST || !mayHold(text)) return []
  const found = new Map<Node, LiteralSecret>()
  const constants = new Map<string, Node>()
  const add = (at: Node, name: string, value: string, severity: Severity, role: LiteralSecret['role']) => {
    if (!found.has(at)) found.set(at, { name, value, severity, role, line: lineAt(text, at.start) })
  }
  const addSigning = (node: unknown, name: string) => {
    const value = bare(node)
    if (!value) return
    for (const item of value.type === 'ArrayExpression' ? (value.elements as Node[]) : [value]) {
      const inner = item.type === 'Identifier' ? (constants.get(item.name as string) ?? item) : item
      const literal = encoded(inner)
      if (typeof literal === 'string' && literal.length > 0) add(bare(inner)!, name, literal, 'high', 'signs sessions')
    }
  }
  walkTree(treeOf(file), (node, parents) => {
    if (node.type === 'VariableDeclarator') constants.set(nameOf(node.id) ?? '', node.init as Node)
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const last = nameOf(node.callee) ?? ''
      if (SIGNING_CALL.test(last) || SESSION_CALL.test(last))
        for (const [argument, name] of signingArguments(node, dotted(node.callee) ?? last)) addSigning(argument, name)
      if (CONNECTION_CALL.test(last)) for (const [at, name, value] of connectionSecrets(node)) add(at, name, value, 'high', 'credential')
    } else if (node.type === 'BinaryExpression' && /^===?$/.test(node.operator as string)) {
      const backdoor = comparedSecret(node)
      // `if (secret === 'your-secret')` asks whether somebody has set it.
      if (backdoor && !/your|change|placeholder|example|xxx/i.test(backdoor.value))
        add(backdoor.at, backdoor.name, backdoor.value, 'high', 'backdoor')
    }
    // Koa signs its cookies with them. https://koajs.com/#app-keys-
    if (node.type === 'AssignmentExpression' && /^(?:app|koa|server)\.keys$/.test(dotted(node.left) ?? ''))
      addSigning(node.right, 'app.keys')
    const given = namedValue(node)
    if (!given || parents.some(one => one.type === 'JSXAttribute' || one.type.startsWith('TSEnum'))) return
    const value = encoded(given.value)
    if (typeof value !== 'string') return
    const at = bare(given.value)!
    if (isSigningLiteralName(given.name) && isSecretText(given.name, value)) add(at, given.name, value, 'high', 'signs sessions')
    else if (isMasterName(given.name) && isSecretText(given.name, value) && !isPlaceholder(value))
      add(at, given.name, value, 'high', 'credential')
    else if ((isCredentialName(given.name) || isSigningName(given.name)) && isRandom(value)) {
      // A key named for no service may well be one that is meant to be public.
      add(at, given.name, value, /^(?!x-).*key$/i.test(given.name) ? 'medium' : 'high', 'credential')
    }
  })
  return [...found.values()]
}

function mayHold(text: string): boolean {
  if (CALLED.test(text)) return true
  for (const match of text.matchAll(NAMED)) {
    const start = /[\w$-]*$/.exec(text.slice(Math.max(0, match.index - LONGEST_NAME), match.index))![0]
    if (isAsked(start + /^[a-z]*/i.exec(match[0])![0])) return true
  }
  return false
}

const LONGEST_NAME = 80

/** Names of which anything below is asked: `keys` and `password` also where a call is given them. */
const isAsked = (name: string): boolean =>
  isCredentialName(name) ||
  isSigningName(name) ||
  isMasterName(name) ||
  COMPARED.test(words(name)) ||
  /^(?:keys|secrets?|secretOrKey|pass(?:word)?)$/.test(name)

/** `name = 'x'`, `name: 'x'`, `const name = 'x'`, and a parameter's or field's default. */
function namedValue(node: Node): { readonly name: string; readonly value: unknown } | undefined {
  const [target, value] =
    node.type === 'VariableDeclarator'
      ? [node.id, node.init]
      : node.type === 'Property' || node.type === 'PropertyDefinition'
        ? [node, node.value]
        : node.type === 'AssignmentExpression' && node.operator === '='
          ? [node.left, node.right]
          : node.type === 'AssignmentPattern'
            ? [node.left, node.right]
            : []
  const name = nameOf(target)
  return name === undefined ? undefined : { name, value }
}

/** The text itself, or what `new TextEncoder().encode('x')` and `Buffer.from('x')` turn into bytes. */
function encoded(node: unknown): string | undefined {
  const value = bare(node)
  if (value?.type === 'CallExpression' && /(?:^|\.)(?:encode|from)$/.test(nameOf(value.callee) ?? ''))
    return encoded((value.arguments as Node[])[0])
  const literal = literalOf(value)
  return typeof literal === 'string' ? literal : undefined
}

/** A value that could be in use as a secret: no sentence, no field name, no address. */
function isSecretText(name: string, value: string): boolean {
  if (value.length < 6 || /\s|^https?:|^[./#@]|^\$\{|[<>()]/.test(value)) return false
  // `CLIENT_SECRET: 'client_secret'` and `'JWT_SECRET'` name a field or a variable.
  return (
    words(value) !== words(name) &&
    !/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) &&
    !/^(?:string|text|password|secret|hidden|boolean|number)$/.test(value)
  )
}

function* signingArguments(call: Node, name: string): Generator<readonly [unknown, string]> {
  const [first, second] = call.arguments as Node[]
  const last = name.slice(name.lastIndexOf('.') + 1)
  if (/^(?:sign|verify)$/.test(last) && /jwt|jsonwebtoken|token/i.test(name)) yield [second, `${last} key`]
  else if (/^(?:createHmac|createCipheriv|createDecipheriv)$/.test(last) || /AES\.(?:en|de)crypt$/.test(name)) yield [second, `${last} key`]
  else if (last === 'cookieParser' || last === 'parseCookies') yield [first, 'cookie secret']
  else if (last === 'jwtVerify' || last === 'jwtDecrypt') yield [second, 'token key']
  else if ((last === 'sign' || nameOf(call.callee) === 'sign') && isTokenBuilder(call.callee)) yield [first, 'token key']
  if (!SESSION_CALL.test(last)) return
  for (const argument of call.arguments as Node[]) {
    if (argument.type !== 'ObjectExpression') continue
    for (const property of argument.properties as Node[]) {
      const key = property.type === 'Property' ? (nameOf(property) ?? '') : ''
      const isPassword = key === 'password' && /^(?:getIronSession|sealData|unsealData)$/.test(last)
      const isGeneral = last === 'register' || last === 'use'
      if (/^(?:secret|secretOrKey)$/.test(key) || (!isGeneral && /^(?:keys|secrets)$/.test(key)) || isPassword)
        yield [property.value, `${last} ${key}`]
    }
  }
}

/** `new SignJWT(…).setProtectedHeader(…).sign(key)` of jose. */
function isTokenBuilder(callee: unknown): boolean {
  for (let node = bare(callee); node; node = bare(node.type === 'MemberExpression' ? node.object : node.callee)) {
    if (node.type === 'NewExpression') return /^(?:SignJWT|EncryptJWT)$/.test(nameOf(node.callee) ?? '')
  }
  return false
}

/** A password in a connection to another machine. */
function* connectionSecrets(call: Node): Generator<readonly [Node, string, string]> {
  const options = (call.arguments as Node[]).filter(argument => argument.type === 'ObjectExpression')
  for (const option of options) {
    const entries = new Map(
      (option.properties as Node[]).filter(one => one.type === 'Property').map(one => [nameOf(one) ?? '', one.value as Node]),
    )
    const host = literalOf(entries.get('host') ?? entries.get('hostname'))
    if (/^(?:localhost|127\.|0\.0\.0\.0|db$|mysql$|postgres$|redis$)/.test(String(host ?? ''))) continue
    const auth = bare(entries.get('auth'))
    const inner =
      auth?.type === 'ObjectExpression' ? (auth.properties as Node[]).find(one => /^pass(?:word)?$/.test(nameOf(one) ?? '')) : undefined
    const given = entries.get('password') ?? (inner?.value as Node | undefined)
    const value = literalOf(given)
    if (given && typeof value === 'string' && value.length >= 4 && !isPlaceholder(value)) yield [bare(given)!, 'password', value]
  }
  if (nameOf(call.callee) === 'Sequelize') {
    const given = (call.arguments as Node[])[2]
    const value = literalOf(given)
    if (given && typeof value === 'string' && value.length >= 4 && !isPlaceholder(value)) yield [bare(given)!, 'password', value]
  }
}

const COMPARED = /(?:^|_)(?:password|passwd|pass_?code|admin_?(?:key|token|secret|pin)|master_?(?:key|password)|api_?key|secret(?:_?key)?)$/

/** `if (password === 'letmein')`: whoever reads the code is in. */
function comparedSecret(node: Node): { readonly at: Node; readonly name: string; readonly value: string } | undefined {
  for (const [side, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ]) {
    const value = literalOf(other)
    const name = /^(?:Identifier|MemberExpression)$/.test(bare(side)?.type ?? '') ? nameOf(side) : undefined
    if (typeof value !== 'string' || name === undefined || !COMPARED.test(words(name))) continue
    if (
      value.length < 5 ||
      /\s/.test(value) ||
      /^(?:password|string|undefined|number|hidden|object|function|secret|null|your[-_].*|.*placeholder.*)$/i.test(value)
    )
      continue
    return { at: bare(other)!, name, value }
  }
  return undefined
}
