import type { AppModel } from '#model/app-model'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, functionAround, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { readFromEnvironment } from '../idiom/environment.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'secrets/known-account',
  for: ['secrets/known-account'],
  title: 'Takes the password of the first account from the environment',
  *patches({ finding, model, source }) {
    const isSeed = finding.key.endsWith(' seeded')
    const own = openCode(source, finding.at.file)
    const found = isSeed
      ? own && passwordIn(own, own.tree, finding.at.line)
      : placesOf(finding, source)
          .map(({ code, line }) => passwordIn(code, around(code, line)))
          .find(one => one !== undefined)
    const name = variableOf(found, model)
    const edits = found && fromEnvironment(found.code, found.node, name)
    if (!found || !edits) return
    yield {
      title: `Read the password of the first account from ${name}`,
      says: `\`${found.code.path}\` makes the account with the password in \`${name}\`, and stops where that is unset. The account that is there keeps its old password: give it a new one now.`,
      edits,
      files: [],
      environment: { [name]: 'Password of the first administrator' },
    }
  },
})

interface Found {
  readonly code: Code
  readonly node: Node
}

/** `SEED_ADMIN_PASSWORD`; that of a database is another. */
const ADMINS = /^(?:SEED_|DEFAULT_|INITIAL_|FIRST_|SUPER_?)?ADMIN_?(?:USER_)?PASS(?:WORD)?$/
/** A hash is stored as it is. */
const HASHED = /^\$(?:2[aby]|argon2)|^[0-9a-f]{32,}(?:[.:][0-9a-f]+)?$/i
const PASSWORD = /passw(?:or)?d|^pwd$/i

/** The one text that is given as a password in a part of a file, or on one line of it. */
function passwordIn(code: Code, within: Node, line?: number): Found | undefined {
  const texts = findNodes(code, node => node.type === 'Literal' && typeof literalOf(node) === 'string', within).filter(
    node =>
      (line === undefined || lineOf(code, node.start) === line) &&
      String(literalOf(node)).length >= 4 &&
      !HASHED.test(String(literalOf(node))) &&
      isPassword(code, node),
  )
  return new Set(texts.map(literalOf)).size === 1 ? { code, node: texts[0]! } : undefined
}

/** `password: 'x'`, `const password = 'x'`, `hash('x', 10)`, `env.ADMIN_PASSWORD || 'x'`. */
function isPassword(code: Code, node: Node): boolean {
  const parent = code.parents.get(node)
  if (parent?.type === 'Property') return parent.value === node && PASSWORD.test(nameOf(parent) ?? '')
  if (parent?.type === 'VariableDeclarator') return PASSWORD.test(nameOf(parent.id) ?? '')
  if (parent?.type === 'CallExpression')
    return (parent.arguments as Node[])[0] === node && /^hash(?:Sync)?$/.test(nameOf(parent.callee) ?? '')
  return parent?.type === 'LogicalExpression' && parent.right === node && readIn(parent) !== undefined
}

const readIn = (node: Node | undefined): string | undefined =>
  node?.type === 'LogicalExpression' && /^(?:\|\||\?\?)$/.test(node.operator as string)
    ? /^process\.env\.(\w*PASS\w*)$/i.exec(dotted(node.left) ?? '')?.[1]
    : undefined

function around(code: Code, line: number): Node {
  const node = findNodes(code, one => one.type === 'CallExpression' && lineOf(code, one.start) === line)[0]
  return (node && functionAround(code, node)) ?? (node && statementAround(code, node)) ?? code.tree
}

/** What the place itself falls back from, else what the app calls it elsewhere. */
const variableOf = (found: Found | undefined, model: AppModel): string =>
  (found && readIn(found.code.parents.get(found.node))) ?? model.env.find(one => ADMINS.test(one.name))?.name ?? 'ADMIN_PASSWORD'

/** Read once where it is written out; what the file tells people of it names the variable. */
function fromEnvironment(code: Code, node: Node, name: string): readonly Edit[] | undefined {
  const value = String(literalOf(node))
  const parent = code.parents.get(node)
  const asked = readIn(parent)
  const made = asked === undefined ? readFromEnvironment(code, node, name) : withoutFallback(code, parent!)
  const others = findNodes(code, one => one !== node && /^(?:Literal|TemplateElement)$/.test(one.type) && textOf(code, one).includes(value))
  // Used again as a value it would be another password.
  if (!made || others.some(one => !isTold(code, one))) return undefined
  const told = others.map(one => {
    const start = one.start + textOf(code, one).indexOf(value)
    return { file: code.path, start, end: start + value.length, text: `<${name}>` }
  })
  return [...made, ...told]
}

const isTold = (code: Code, node: Node): boolean =>
  [...above(code, node)].some(
    one => one.type === 'CallExpression' && /^console\.\w+$|(?:^|\.)log(?:ger)?(?:\.\w+)?$/i.test(dotted(one.callee) ?? ''),
  )

function withoutFallback(code: Code, node: Node): readonly Edit[] | undefined {
  const statement = statementAround(code, node)
  const read = textOf(code, node.left as Node)
  if (!statement) return undefined
  const failure = `throw new Error(${quoted(code.style, `${read.split('.').at(-1)!} is not set`)})${code.style.semi}`
  return [
    { file: code.path, start: statement.start, end: statement.start, text: `if (!${read}) ${failure}\n${indentAt(code, statement.start)}` },
    { file: code.path, start: node.start, end: node.end, text: read },
  ]
}
