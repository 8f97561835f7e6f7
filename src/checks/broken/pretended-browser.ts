import type { Problem } from '#checks/check'
import type { Source } from '#source/source'

const WAIT = /await\s+new\s+Promise(?:<\w+>)?\(\s*\(?\s*(\w+)\s*\)?\s*=>\s*(?:\{\s*)?setTimeout\(\s*\1/
const SUCCESS =
  /toast(?:\.success)?\(|\.success\(|set(?:Is)?(?:Submitted|Success\w*|Sent|Done|Complete\w*|OrderPlaced|ShowSuccess)\(\s*true|setStatus\(\s*['"](?:success|sent)/
const WORKS =
  /\bfetch\(|axios|supabase|\bapi\b|\bapi\w*\.|\.(?:post|put|patch|mutate|mutateAsync|invoke|insert|upsert|update|rpc|submit|send|signIn\w*|signUp)\(|emailjs|\baction\(|\b(?:create|submit|send|place|save|delete|update|process|add|remove|upload)[A-Z]\w*\(|useMutation|dispatch\(|await (?!new\b)\w/
const DELETES = /(?:const|function)\s+(?:handle)?[dD]elete(?:My)?Account\b/

/** Forms that wait a second and say that it was sent; buttons that delete an account by signing out. */
export function* pretendedInBrowser(source: Source): Iterable<Problem> {
  for (const file of source.files) {
    if (file.kind !== 'code' || !/\.[jt]sx$/.test(file.path) || /\.(?:test|spec|stories)\.|__tests__|\/examples?\//.test(file.path))
      continue
    const text = file.text()
    if (!WAIT.test(text) && !DELETES.test(text)) continue
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      if (WAIT.test(line)) {
        const around = functionAround(lines, index)
        if (!around || !SUCCESS.test(around) || WORKS.test(around.replace(WAIT, '').replaceAll(/\/\/.*$/gm, ''))) continue
        const pays = /payment|\bpay|place-?_?order|check-?out|purchase|donat/i.test(around)
        yield {
          at: { file: file.path, line: index + 1 },
          certainty: 'likely',
          severity: pays ? 'high' : 'medium',
          message: `A form in \`${file.path.split('/').at(-1)}\` waits a moment and says that it worked, and sends nothing.`,
          help: 'Send what was entered, and say that it worked when the answer says so.',
          key: `${file.path} wait`,
        }
      } else if (DELETES.test(line)) {
        const body = functionFrom(lines, index)
        if (
          !/sign_?out|log_?out/i.test(body) ||
          /\bfetch\(|\.(?:insert|update|upsert)\(|\.delete\(|\.remove\(|\.rpc\(|invoke\(|axios|mutate|api|deleteUser|deleteAccount\w*\(/.test(
            body.split('\n').slice(1).join('\n'),
          )
        )
          continue
        yield {
          at: { file: file.path, line: index + 1 },
          certainty: 'likely',
          severity: 'high',
          message: `\`deleteAccount\` in \`${file.path.split('/').at(-1)}\` only signs out: the account and its data stay.`,
          help: 'Delete the account in a function on the server, and sign out afterwards.',
          key: `${file.path} delete`,
        }
      }
    }
  }
}

const BEGIN = /=>\s*\{\s*$|function\b[^{]*\{\s*$/

function functionAround(lines: readonly string[], at: number): string | undefined {
  for (let index = at; index >= Math.max(0, at - 40); index--)
    if (BEGIN.test(lines[index]!) && !WAIT.test(lines[index]!) && functionFrom(lines, index).split('\n').length > at - index)
      return functionFrom(lines, index)
  return undefined
}

/** From a line to where the braces that it opens are closed. */
function functionFrom(lines: readonly string[], from: number): string {
  let depth = 0
  for (let index = from; index < Math.min(lines.length, from + 80); index++) {
    for (const letter of lines[index]!) depth += letter === '{' ? 1 : letter === '}' ? -1 : 0
    if (depth <= 0 && index > from) return lines.slice(from, index + 1).join('\n')
  }
  return lines.slice(from, from + 80).join('\n')
}
