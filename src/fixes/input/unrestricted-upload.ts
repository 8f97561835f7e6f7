import { routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import {
  aboveComments,
  type Code,
  findNodes,
  indentAt,
  lineOf,
  openCode,
  reindent,
  statementAround,
  textOf,
  topStatement,
} from '../code/code.js'
import type { Handler } from '../code/handler.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { entryInto, openHandler } from '../idiom/query.js'

const MEGABYTES = 5

export default defineFix({
  id: 'input/unrestricted-upload',
  for: ['input/unrestricted-upload'],
  title: 'Takes files of the kinds that are meant, up to a size',
  *patches({ finding, model, source }) {
    const code = openCode(source, finding.at.file)
    const handler = openHandler(routeNamed(model.routes, finding.route), source)
    const edits =
      code &&
      (finding.key.startsWith('setup ') ? limited(code, finding.at.line) : handler && (byMiddleware(handler, source) ?? asked(handler)))
    if (!edits) return
    yield {
      title: finding.route ? `Ask what ${finding.route} is given to store` : 'Limit the size of uploaded files',
      says: `Files of more than ${MEGABYTES} MB are refused${finding.route ? ', and what is neither of the listed types' : ''}.`,
      edits,
      files: [],
    }
  },
})

/** `multer({ storage })`, `fileUpload()`: the library's own limit. */
function limited(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /^(?:multer|fileUpload|fileupload|formidable)$/i.test(dotted(node.callee) ?? '') &&
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, node.end),
  )[0]
  if (!call || (call.arguments as Node[]).length > 1) return undefined
  const [options] = call.arguments as Node[]
  const name = dotted(call.callee)!
  const entry = /formidable/i.test(name)
    ? `maxFileSize: ${MEGABYTES} * 1024 * 1024`
    : `limits: { fileSize: ${MEGABYTES} * 1024 * 1024 }${/upload/i.test(name) ? ', abortOnLimit: true' : ''}`
  if (!options) return [{ file: code.path, start: call.end - 1, end: call.end - 1, text: `{ ${entry} }` }]
  return options.type === 'ObjectExpression' ? [entryInto(code, options, entry)] : undefined
}

/** `photoUpload.single('photo')` before the handler: the limit stands where `photoUpload` is made. */
function byMiddleware({ middleware, code, route }: Handler, source: Source): readonly Edit[] | undefined {
  const call = middleware.find(one => one.type === 'CallExpression' && /\.(?:single|array|fields|any)$/.test(dotted(one.callee) ?? ''))
  const name = call && dotted(call.callee)?.split('.')[0]
  if (!name) return undefined
  for (const path of [
    code.path,
    ...source.files.filter(file => file.kind === 'code' && file.text().includes(`${name} = multer(`)).map(file => file.path),
  ]) {
    const other = openCode(source, path)
    const made = other && findNodes(other, node => node.type === 'VariableDeclarator' && nameOf(node.id) === name && node.init !== null)[0]
    const init = made?.init as Node | undefined
    const [options] = (init?.arguments as Node[] | undefined) ?? []
    if (!other || init?.type !== 'CallExpression' || dotted(init.callee) !== 'multer' || options?.type !== 'ObjectExpression') continue
    const known = (options.properties as Node[]).map(one => nameOf(one))
    if (known.includes('limits') || known.includes('fileFilter')) return undefined
    const named = ownName(other, options)
    const isPicture = /avatar|photo|image|picture|logo|banner|cover/i.test(`${name} ${route.path}`)
    const types = isPicture ? '/^image\\/(?:jpeg|png|webp)$/' : '/^(?:image\\/(?:jpeg|png|webp)|application\\/pdf)$/'
    return [...named, ...askingFor(other, options, types)]
  }
  return undefined
}

/** A limit and a filter beside the storage, each on lines of its own. */
function askingFor(code: Code, options: Node, types: string): readonly Edit[] {
  const first = (options.properties as Node[])[0]!
  const last = (options.properties as Node[]).at(-1)!
  const { indent, semi } = code.style
  const outer = indentAt(code, options.start)
  const isBroken = textOf(code, options).includes('\n')
  const margin = isBroken ? indentAt(code, first.start) : outer + indent
  const entries = [
    `limits: { fileSize: ${MEGABYTES} * 1024 * 1024 }`,
    `fileFilter: (_req, file, cb) => {\n${margin}${indent}if (!${types}.test(file.mimetype)) return cb(new Error(${quoted(code.style, 'This kind of file is not accepted')}))${semi}\n${margin}${indent}cb(null, true)${semi}\n${margin}}`,
  ]
  if (isBroken) return [entryInto(code, options, entries.join(`,\n${margin}`))]
  return [
    { file: code.path, start: options.start + 1, end: first.start, text: `\n${margin}` },
    { file: code.path, start: last.end, end: options.end - 1, text: `,\n${margin}${entries.join(`,\n${margin}`)},\n${outer}` },
  ]
}

/** What a file is called by whoever sends it stays with them: `${randomUUID()}${extname(file.originalname)}`. */
function ownName(code: Code, options: Node): readonly Edit[] {
  const use = findNodes(code, node => dotted(node) === 'file.originalname', options)[0]
  const parent = use && code.parents.get(use)
  const crypto = [...bindingsOf(code).values()].find(one => /^(?:node:)?crypto$/.test(one.from) && one.kind !== 'named')
  const path = [...bindingsOf(code).values()].find(one => /^(?:node:)?path$/.test(one.from) && one.kind !== 'named')
  if (!use || parent?.type !== 'TemplateLiteral' || !path) return []
  const last = (parent.expressions as Node[]).at(-1) === use
  const before = (parent.expressions as Node[]).find(one => /Date\.now\(\)/.test(textOf(code, one)))
  if (!last) return []
  return [
    ...(before && crypto ? [{ file: code.path, start: before.start, end: before.end, text: `${crypto.name}.randomUUID()` }] : []),
    // The hyphen in front of the name goes with it.
    {
      file: code.path,
      start: code.text[use.start - 3] === '-' ? use.start - 3 : use.start - 2,
      end: use.end,
      text: `\${${path.name}.extname(file.originalname).toLowerCase()`,
    },
  ]
}

const PICTURES = ['image/jpeg .jpg', 'image/png .png', 'image/webp .webp']

/** `formData.get('file')`, refused as the handler refuses what is no file. */
function asked({ code, fn, route, call }: Handler): readonly Edit[] | undefined {
  const given = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      (node.id as Node).type === 'Identifier' &&
      /\.get\(["'`]\w+["'`]\)(?: as [\w| ]+)?$/.test(node.init ? textOf(code, node.init as Node) : '') &&
      findNodes(
        code,
        one => one.type === 'MemberExpression' && new RegExp(`^${nameOf(node.id)!}\\.(?:arrayBuffer|name|stream)$`).test(dotted(one) ?? ''),
        fn,
      ).length > 0,
    fn,
  )
  const [file, ...others] = given
  const statement = file && statementAround(code, file)
  const name = file && nameOf(file.id)
  if (!fn || !statement || !name || others.length > 0) return undefined
  const extension = findNodes(
    code,
    node => node.type === 'CallExpression' && new RegExp(`extname\\(${name}\\.name\\)$`).test(textOf(code, node)),
    fn,
  )
  const uses = findNodes(code, node => node.type === 'MemberExpression' && dotted(node) === `${name}.name`, fn)
  const names = declaredIn([fn])
  // Its own name is kept in another way: what it is called in the end is not known.
  if (
    uses.length !== extension.length ||
    names.has('extension') ||
    bindingsOf(code).has('UPLOAD_TYPES') ||
    bindingsOf(code).has('MAX_BYTES')
  )
    return undefined
  const block = code.parents.get(statement)!.body as Node[]
  const next = block[block.indexOf(statement) + 1]
  const guard = next?.type === 'IfStatement' && new RegExp(`\\b${name}\\b`).test(textOf(code, next.test as Node)) ? next : undefined
  const refusal = guard ? refusalOf(code, guard) : plainRefusal(code, route.framework)
  const after = guard ?? statement
  if (!refusal) return undefined
  const isPicture = /avatar|photo|image|picture|logo|banner|cover|thumbnail/i.test(`${route.path} ${code.path} ${textOf(code, file)}`)
  const { semi, indent } = code.style
  const q = (text: string) => quoted(code.style, text)
  const types = [...PICTURES, ...(isPicture ? [] : ['application/pdf .pdf'])]
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const margin = indentAt(code, statement.start)
  const start = aboveComments(code, topStatement(code, call ?? fn).start)
  const pairs = types.map(one => one.split(' ').map(q)).map(([type, end]) => `${indent}${type}: ${end},\n`)
  return [
    ...unusedPath(code, extension),
    {
      file: code.path,
      start,
      end: start,
      text: `const UPLOAD_TYPES${isTyped ? ': Record<string, string>' : ''} = {\n${pairs.join('')}}${semi}\nconst MAX_BYTES = ${MEGABYTES} * 1024 * 1024${semi}\n\n`,
    },
    {
      file: code.path,
      start: after.end,
      end: after.end,
      text: `\n${margin}const extension = UPLOAD_TYPES[${name}.type]${semi}\n${margin}if (!extension || ${name}.size > MAX_BYTES) ${refusal}`,
    },
    ...extension.map(one => inPlace(code, one)),
  ]
}

/** `${…extname(file.name)}` is the extension that belongs to the type. */
const inPlace = (code: Code, node: Node): Edit => ({ file: code.path, start: node.start, end: node.end, text: 'extension' })

function refusalOf(code: Code, guard: Node): string | undefined {
  const text = reindent(textOf(code, guard.consequent as Node), indentAt(code, guard.start), indentAt(code, guard.start))
  return /\b(?:return|throw)\b/.test(text) ? text : undefined
}

function plainRefusal(code: Code, framework: string): string | undefined {
  if (framework !== 'next') return undefined
  const response = bindingsOf(code).has('NextResponse') ? 'NextResponse' : 'Response'
  const said = quoted(code.style, 'This file cannot be taken')
  return `return ${response}.json({ error: ${said} }, { status: 400 })${code.style.semi}`
}

/** `import path from 'node:path'` that nothing else needs. */
function unusedPath(code: Code, calls: readonly Node[]): readonly Edit[] {
  const binding = bindingsOf(code).get('path')
  if (binding?.node.type !== 'ImportDeclaration' || (binding.node.specifiers as Node[]).length !== 1) return []
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === 'path').filter(
    node => node.end < binding.node.start || node.start > binding.node.end,
  )
  if (uses.some(use => !calls.some(call => call.start <= use.start && use.end <= call.end))) return []
  return [
    {
      file: code.path,
      start: binding.node.start,
      end: binding.node.end + /^\r?\n?/.exec(code.text.slice(binding.node.end))![0].length,
      text: '',
    },
  ]
}
