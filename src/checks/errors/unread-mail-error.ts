import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import { isAwaitedMail } from '#model/read/awaited-mail'
import type { SourceFile } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

interface Unread {
  readonly at: Place
  readonly isAwaited: boolean
}

export default defineCheck({
  id: 'errors/unread-mail-error',
  title: 'The mail service answers that a mail was refused, and nobody reads the answer',
  why: 'Customers wait for a code or a receipt that was never sent, while the app tells them that it is on its way.',
  severity: 'low',
  refs: ['CWE-252', 'CWE-391'],
  needs: ['source'],
  *find({ source }) {
    const unread = source.files.filter(file => file.kind === 'code' && !isTest(file.path)).flatMap(unreadIn)
    const [first] = unread.toSorted((a, b) => Number(b.isAwaited) - Number(a.isAwaited))
    if (!first) return
    const others = unread.length - 1
    yield {
      at: first.at,
      certainty: 'certain',
      severity: first.isAwaited ? 'medium' : 'low',
      message: `Nothing looks at \`error\` of what \`emails.send\` answers${others ? ` here and in ${others} more place${others > 1 ? 's' : ''}` : ''}: Resend does not throw when it refuses a mail.`,
      help: 'Read `const { error } = await resend.emails.send(…)`, and tell whoever waits for the mail, or try again later, when there is one.',
      key: 'emails.send',
      trail: unread.slice(0, 30).map(one => ({ at: one.at, label: 'refused unseen' })),
    }
  },
})

/** Resend's client answers `{ data, error }`: https://resend.com/docs/api-reference/errors, https://github.com/resend/resend-node */
function unreadIn(file: SourceFile): Unread[] {
  const text = file.text()
  if (!/['"](?:npm:|https:\/\/esm\.sh\/)?resend(?:@[^'"]*)?['"]/.test(text)) return []
  const found: Unread[] = []
  walkTree(treeOf(file), (node, parents) => {
    if (!isSending(node, text)) return
    const [waits, holds] = parents.toReversed()
    if (waits?.type !== 'AwaitExpression' || !holds || !isUnread(holds, parents, text)) return
    found.push({
      at: { file: file.path, line: lineAt(text, node.start) },
      isAwaited: isAwaitedMail(`${file.path} ${/subject:[^\n]*/.exec(text.slice(node.start, node.end))?.[0] ?? ''}`),
    })
  })
  return found
}

const isSending = (node: Node, text: string): boolean =>
  node.type === 'CallExpression' &&
  isNode(node.callee) &&
  /\.(?:emails\.(?:send|create)|batch\.send)$/.test(text.slice(node.callee.start, node.callee.end))

/** The answer is dropped, or kept under a name of which only other things are read. */
function isUnread(holds: Node, parents: readonly Node[], text: string): boolean {
  if (holds.type === 'ExpressionStatement') return true
  if (holds.type !== 'VariableDeclarator' || !isNode(holds.id)) return false
  const around = parents.findLast(one => /Function/.test(one.type)) ?? parents[0]
  const after = around ? text.slice(holds.end, around.end) : ''
  if (holds.id.type === 'ObjectPattern') {
    const taken = text.slice(holds.id.start, holds.id.end)
    return !/\berror\b|\.\.\./.test(taken) && !(taken.match(/\w+/g) ?? []).some(name => isTested(name, after))
  }
  const name = String(holds.id.name)
  if (isTested(name, after)) return false
  // What is only written down, or read for the mail's number, tells nobody.
  return (after.match(new RegExp(`[^\\n]*\\b${name}\\b[^\\n]*`, 'g')) ?? []).every(
    use =>
      !new RegExp(`\\b${name}\\??\\.error\\b`).test(use) &&
      (/\bconsole\.\w+\(/.test(use) || new RegExp(`\\b${name}\\??\\.(?:data|id)\\b`).test(use)),
  )
}

/** `if (!data)`, `sent.data?.id ? … : …`: a refusal leaves `data` empty, so that whoever asks for it sees it. */
const isTested = (name: string, code: string): boolean =>
  new RegExp(`\\b(?:if|while)\\s*\\([^\\n]*\\b${name}\\b|!\\s*${name}\\b|\\b${name}\\b[\\w.?!]*\\s*(?:\\?(?![.?])|&&|\\|\\||[!=]==?)`).test(
    code,
  )
