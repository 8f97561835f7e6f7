import { knownKeys } from '#checks/secrets/known-key'
import { literalSecrets } from '#checks/secrets/literal-secret'
import type { AppModel } from '#model/app-model'
import type { SourceFile } from '#source/source'
import { dotted, lineAt, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, lineOf, openCode } from '../code/code.js'
import { defineFix, type Edit, type Patch } from '../fix.js'
import { readFromEnvironment, variableName } from '../idiom/environment.js'

export default defineFix({
  id: 'secrets/hard-coded-secret',
  for: ['secrets/hard-coded-secret'],
  title: 'Moves a secret from the code to the environment',
  *patches({ finding, model, source }) {
    const file = source.file(finding.at.file)
    if (file?.kind === 'env') yield emptied(file, [finding.at.line, ...finding.trail.map(step => step.at.line)])
    if (file?.path.endsWith('.prisma')) yield* fromSchema(file, finding.at.line)
    const code = file && openCode(source, file.path)
    const found = code && secretAt(code, file, finding.at.line, finding.key)
    if (!code || !found) return
    const name =
      found.name && isTold(found.name) ? variableName(found.name) : named(code, found.node, found.what ?? found.name ?? '', model)
    const edits = readFromEnvironment(code, found.node, name)
    if (!edits) return
    yield {
      title: `Read ${name} from the environment`,
      says: `The secret is out of \`${file.path}\` and read from \`${name}\`, which the app needs to start. The old value is still in the history of git: revoke it at its issuer.`,
      edits,
      files: [],
      environment: { [name]: `Read in ${file.path}` },
    }
  },
})

interface Found {
  readonly node: Node
  readonly name: string | undefined
  readonly what: string | undefined
}

/** The literal that the finding means, where it is nothing but the secret. */
function secretAt(code: Code, file: SourceFile, line: number, key: string): Found | undefined {
  const literals = findNodes(
    code,
    node => (node.type === 'Literal' || node.type === 'TemplateLiteral') && typeof literalOf(node) === 'string',
  )
  for (const known of knownKeys(file.text())) {
    if (lineAt(file.text(), known.index) !== line || !key.startsWith(`${file.path} ${known.what}`)) continue
    const node = literals.find(one => one.start <= known.index && known.index < one.end && String(literalOf(one)).startsWith(known.value))
    if (node) return { node, name: declaredName(code, node), what: known.what }
  }
  for (const secret of literalSecrets(file)) {
    if (secret.line !== line || secret.role === 'backdoor' || key !== `${file.path} ${secret.name}`) continue
    const node = literals.find(one => literalOf(one) === secret.value && Math.abs(lineOf(code, one.start) - line) <= 1)
    if (node) return { node, name: declaredName(code, node) ?? secret.name, what: undefined }
  }
  return undefined
}

function declaredName(code: Code, node: Node): string | undefined {
  const parent = code.parents.get(node)
  return parent?.type === 'VariableDeclarator' ? nameOf(parent.id) : parent?.type === 'Property' ? nameOf(parent) : undefined
}

/** A name that says more than that it is a secret. */
const isTold = (name: string): boolean =>
  /[_A-Z].*[a-zA-Z]/.test(name.slice(1)) && !/^(?:secretOrKey|connectionString|apiKey|accessKey|secretKey)$/i.test(name)

function named(code: Code, node: Node, what: string, model: AppModel): string {
  if (/database address/.test(what))
    return model.env.find(one => /^(?:DATABASE|POSTGRES|MONGO|DB|MYSQL)\w*_?(?:URL|URI)$/.test(one.name))?.name ?? 'DATABASE_URL'
  if (what.includes(' ')) return variableName(what.replace(/\b(?:live|test|or Clerk|-style)\b/g, '').replace(/\s+/g, ' '))
  const calls = [...above(code, node)].filter(one => /^(?:Call|New)Expression$/.test(one.type)).map(one => dotted(one.callee) ?? '')
  const near = calls.join(' ')
  const prefix = /session|cookie/i.test(near)
    ? 'SESSION'
    : /jwt|sign|verify|token/i.test(near)
      ? 'JWT'
      : /pool|client|connect|sequelize|knex|redis/i.test(near)
        ? 'DB'
        : 'APP'
  const tail = variableName(what || 'secret')
  return tail.startsWith(prefix) ? tail : `${prefix}_${tail === 'SECRETORKEY' || tail === 'SECRET_OR_KEY' ? 'SECRET' : tail}`
}

/** `url = "postgres://…"` of a datasource. https://www.prisma.io/docs/orm/reference/prisma-schema-reference#fields */
function* fromSchema(file: SourceFile, line: number): Iterable<Patch> {
  const lines = file.text().split('\n')
  const [whole, before, field, text] = /^(\s*(url|directUrl)\s*=\s*)("[^"\n]+")/.exec(lines[line - 1] ?? '') ?? []
  if (whole === undefined || before === undefined || text === undefined) return
  const name = field === 'url' ? 'DATABASE_URL' : 'DIRECT_URL'
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + before.length
  yield {
    title: `Read ${name} from the environment`,
    says: `The address of the database is out of \`${file.path}\` and read from \`${name}\`. The old password is still in the history of git: change it.`,
    edits: [{ file: file.path, start, end: start + text.length, text: `env("${name}")` }],
    files: [],
    environment: { [name]: `Read in ${file.path}` },
  }
}

/** Values of an example are nobody's to have. */
function emptied(file: SourceFile, lines: readonly number[]): Patch {
  const edits: Edit[] = []
  let start = 0
  for (const [index, line] of file.text().split('\n').entries()) {
    const match = lines.includes(index + 1) ? /^(\s*(?:export\s+)?[A-Z0-9_]+\s*=\s*)(["']?)([^"'\r\n#]+)\2/i.exec(line) : null
    if (match)
      edits.push({
        file: file.path,
        start: start + match[1]!.length + match[2]!.length,
        end: start + match[1]!.length + match[2]!.length + match[3]!.trimEnd().length,
        text: '',
      })
    start += line.length + 1
  }
  return {
    title: `Empty the values of ${file.path}`,
    says: `\`${file.path}\` names the variables and holds no value. The old ones are still in the history of git: change them where they are in use.`,
    edits,
    files: [],
  }
}
