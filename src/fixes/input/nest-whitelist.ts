import { routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { defineFix, type Edit } from '../fix.js'
import { wholeParameters } from '../idiom/nest-dto.js'
import { decoratorName, decoratorsOf, nestMethod } from '../idiom/nest-method.js'
import { entryInto } from '../idiom/query.js'

const ENTRY = 'whitelist: true'

export default defineFix({
  id: 'input/nest-whitelist',
  for: ['input/mass-assignment'],
  title: "Lets Nest's validation drop the fields that no class names",
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const code = route && openCode(source, route.at.file)
    const target = code && nestMethod(code, route)
    const pipe = target && pipeOf(source)
    if (!target || !pipe) return
    const says = 'Fields that the class of the body does not name are dropped before the method is called.'
    const parameters = wholeParameters(source)
    if (parameters.every(one => one.isComplete)) {
      const edits = strict(pipe)
      if (edits) yield { title: 'Drop the fields that no class of a body names', says, edits, files: [] }
      return
    }
    // What another class leaves without a validator would be lost: only what takes whole classes is told to drop the rest.
    const own = parameters.filter(one => one.code.path === target.code.path && one.controller.start === target.controller.start)
    const here = own.filter(one => one.method.start === target.method.start)
    if (here.length === 0 || !here.every(one => one.isComplete)) return
    const whole = own.every(one => one.isComplete)
    const edits = piped(target.code, whole ? target.controller : target.method, pipe)
    const name = nameOf(target.controller.id)
    if (edits)
      yield { title: `Drop the fields that no class names before ${whole ? name : finding.route} takes them`, says, edits, files: [] }
  },
})

interface Pipe {
  readonly code: Code
  readonly made: Node
}

/** `app.useGlobalPipes(new ValidationPipe())`. https://docs.nestjs.com/techniques/validation#stripping-properties */
function pipeOf(source: Source): Pipe | undefined {
  for (const file of source.files) {
    const code = file.kind === 'code' && /useGlobalPipes\(/.test(file.text()) ? openCode(source, file.path) : undefined
    const [call] = code ? findNodes(code, one => one.type === 'CallExpression' && nameOf(one.callee) === 'useGlobalPipes') : []
    const made = (call?.arguments as Node[] | undefined)?.find(
      one => one.type === 'NewExpression' && nameOf(one.callee) === 'ValidationPipe',
    )
    if (code && made) return { code, made }
  }
  return undefined
}

const optionsOf = ({ made }: Pipe): Node | undefined => (made.arguments as Node[])[0]

function strict(pipe: Pipe): readonly Edit[] | undefined {
  const options = optionsOf(pipe)
  if (options) return options.type === 'ObjectExpression' ? [entryInto(pipe.code, options, ENTRY)] : undefined
  return [{ file: pipe.code.path, start: pipe.made.end - 1, end: pipe.made.end - 1, text: `{ ${ENTRY} }` }]
}

/** A pipe of its own, as the app's is but for what it drops. */
function piped(code: Code, node: Node, pipe: Pipe): readonly Edit[] | undefined {
  const options = optionsOf(pipe)
  const known = decoratorsOf(node)
  const first = known[0]
  if (!first || known.some(one => decoratorName(one) === 'UsePipes')) return undefined
  if (options && (options.type !== 'ObjectExpression' || /\n|[^\w\s:,{}'"-]/.test(textOf(pipe.code, options)))) return undefined
  const others = options ? `${textOf(pipe.code, options).replace(/^\{\s*|,?\s*\}$/g, '')}, ` : ''
  const imports = importEdits(code, [
    { name: 'UsePipes', kind: 'named', from: '@nestjs/common' },
    { name: 'ValidationPipe', kind: 'named', from: '@nestjs/common' },
  ])
  const last = known.at(-1)!
  return (
    imports && [
      ...imports,
      {
        file: code.path,
        start: last.end,
        end: last.end,
        text: `\n${indentAt(code, last.start)}@UsePipes(new ValidationPipe({ ${others}${ENTRY} }))`,
      },
    ]
  )
}
