import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { callsAt, type Code, functionAround, textOf } from '../code/code.js'
import { replaceImport } from '../code/imports.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { piecesOf } from '../idiom/statement.js'

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
  const [command] = (call?.arguments as Node[] | undefined) ?? []
  const words = call && command && wordsOf(code, command)
  if (!call || !words) return undefined
  const [program, ...given] = words
  const callee = call.callee as Node
  const name = nameOf(callee)!
  const imports = importOf(code, callee, name)
  if (!imports || !program) return undefined
  const target = callee.type === 'MemberExpression' ? (callee.property as Node) : callee
  return [
    ...imports,
    { file: code.path, start: target.start, end: target.end, text: name.replace('exec', 'execFile') },
    { file: code.path, start: command!.start, end: command!.end, text: `${program}, [${given.join(', ')}]` },
  ]
}

function importOf(code: Code, callee: Node, name: string): readonly Edit[] | undefined {
  if (callee.type === 'MemberExpression') return []
  const from = bindingsOf(code).get(name)?.from
  return from === undefined ? undefined : replaceImport(code, name, { name: name.replace('exec', 'execFile'), kind: 'named', from })
}

/** Words of plain text, and values that are a word each; a pipe or a quote is a shell's to read. */
function wordsOf(code: Code, command: Node): readonly string[] | undefined {
  const pieces = piecesOf(command)
  const quote = code.style.quote
  if (!pieces?.some(one => one.value) || pieces.some(one => !one.value && /[|&;<>$`"'()\\*?~\n]/.test(one.text))) return undefined
  const words: string[] = []
  for (const [index, piece] of pieces.entries()) {
    if (!piece.value)
      words.push(
        ...piece.text
          .split(/\s+/)
          .filter(Boolean)
          .map(word => quote + word + quote),
      )
    else {
      const [before, behind] = [pieces[index - 1]?.text ?? ' ', pieces[index + 1]?.text ?? ' ']
      if (!/(?:^|\s)$/.test(before) || !/^(?:\s|$)/.test(behind) || index === 0) return undefined
      words.push(textOf(code, piece.value))
    }
  }
  return words
}
