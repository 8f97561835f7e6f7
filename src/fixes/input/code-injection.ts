import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { callsAt, type Code, findNodes, functionAround, textOf } from '../code/code.js'
import { importEdits, replaceImport } from '../code/imports.js'
import { removed } from '../code/removed.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { commandWords } from '../idiom/command-words.js'

export default defineFix({
  id: 'input/code-injection',
  for: ['input/code-injection'],
  title: 'Reads what the request holds instead of running it',
  *patches({ finding, source }) {
    for (const { code, line } of placesOf(finding, source)) {
      const number = asNumber(code, line)
      if (number)
        yield {
          title: `Read a number in ${finding.route ?? code.path} without running it`,
          says: 'What was sent is read as a number; anything else is none.',
          edits: [number],
          files: [],
        }
      const program = withArguments(code, line)
      if (program)
        yield {
          title: `Start one program only in ${finding.route ?? code.path}`,
          says: 'The program is given its arguments apart, with no shell between that could read one as a command.',
          edits: program,
          files: [],
        }
      if (number || program) return
    }
  },
})

/** `eval(req.body.amount)` whose value is worked on as a number. */
function asNumber(code: Code, line: number): Edit | undefined {
  const call = callsAt(code, line).find(node => nameOf(node.callee) === 'eval' && (node.arguments as Node[]).length === 1)
  const declared = call && code.parents.get(call)
  const name = declared?.type === 'VariableDeclarator' ? nameOf(declared.id) : undefined
  const fn = call && functionAround(code, call)
  if (!call || !name || !fn) return undefined
  const isNumber = new RegExp(`\\b(?:isNaN|Number\\.isNaN|isFinite)\\(${name}\\)|\\b${name}\\s*(?:[*/%-]|[<>]=?)\\s*\\w`).test(
    textOf(code, fn),
  )
  const callee = call.callee as Node
  return isNumber ? { file: code.path, start: callee.start, end: callee.end, text: 'Number' } : undefined
}

/** ``exec(`ping -c 1 ${host}`, done)``: the words of the command one by one. */
function withArguments(code: Code, line: number): readonly Edit[] | undefined {
  const call = callsAt(code, line).find(node => /^exec(?:Sync)?$/.test(nameOf(node.callee) ?? ''))
  const [given, options] = (call?.arguments as Node[] | undefined) ?? []
  // What is asked for by name is what that was given, once.
  const command = given && call ? writtenOut(code, given, call) : undefined
  const words = call && command && !/\bshell\s*:/.test(options ? textOf(code, options) : '') ? commandWords(code, command) : undefined
  if (!call || !words) return undefined
  const [program, ...rest] = words
  const callee = call.callee as Node
  const name = nameOf(callee)!
  const imports = importOf(code, callee, name)
  if (!imports || !program) return undefined
  const target = callee.type === 'MemberExpression' ? (callee.property as Node) : callee
  return [
    ...imports,
    { file: code.path, start: target.start, end: target.end, text: name.replace('exec', 'execFile') },
    { file: code.path, start: given!.start, end: given!.end, text: `${program}, [${rest.join(', ')}]` },
    ...(given === command ? [] : unused(code, given!, call)),
  ]
}

/** The name of a command that nothing else uses. */
function unused(code: Code, given: Node, call: Node): readonly Edit[] {
  const uses = findNodes(code, one => one.type === 'Identifier' && one.name === given.name, functionAround(code, call))
  const made = uses.length === 2 ? code.parents.get(uses[0]!) : undefined
  const declaration = made?.type === 'VariableDeclarator' ? code.parents.get(made) : undefined
  return declaration && (declaration.declarations as Node[]).length === 1 ? [removed(code, declaration)] : []
}

function writtenOut(code: Code, given: Node, call: Node): Node | undefined {
  if (given.type !== 'Identifier') return given
  const fn = functionAround(code, call)
  const made = fn ? findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === given.name, fn) : []
  const declaration = made[0] && code.parents.get(made[0])
  // Values that it was made of may have changed on the way to here, but for constants.
  return made.length === 1 && declaration?.kind === 'const' ? ((made[0]!.init as Node | null) ?? undefined) : undefined
}

function importOf(code: Code, callee: Node, name: string): readonly Edit[] | undefined {
  if (callee.type === 'MemberExpression') return []
  const from = bindingsOf(code).get(name)?.from
  if (from === undefined) return undefined
  const wanted = { name: name.replace('exec', 'execFile'), kind: 'named', from } as const
  return replaceImport(code, name, wanted) ?? importEdits(code, [wanted])
}
