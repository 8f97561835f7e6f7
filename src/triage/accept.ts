import type { Acceptance } from './configuration.js'
import { invalid } from './configuration.js'
import type { Finding } from './finding.js'

/** Text of a file of the app, where there is one. */
export type TextOf = (file: string) => string | undefined

/** Marks findings that their owner accepts, in `seaworthy.json` or in a comment, and puts them last. */
export function accept(findings: readonly Finding[], acceptances: readonly Acceptance[], textOf: TextOf): readonly Finding[] {
  const decided = findings.map(finding => {
    const reason = acceptances.find(acceptance => covers(acceptance, finding))?.reason ?? reasonInComment(finding, textOf)
    return reason === undefined ? finding : { ...finding, status: 'accepted' as const, reason }
  })
  const [open, accepted] = [
    decided.filter(finding => finding.status !== 'accepted'),
    decided.filter(finding => finding.status === 'accepted'),
  ]
  return [...open, ...accepted].map((finding, index) => ({ ...finding, rank: index + 1 }))
}

function covers({ finding: id, check, path }: Acceptance, finding: Finding): boolean {
  if (id !== undefined) return id === finding.id
  return (
    check === finding.check &&
    path !== undefined &&
    (finding.at.file === path || finding.at.file.startsWith(path.endsWith('/') ? path : `${path}/`))
  )
}

const COMMENT = /(?:\/\/|\/\*|\*|#|--|<!--)\s*seaworthy-accept\b[ \t]*([\w/-]*)[ \t]*(?::[ \t]*(.*?))?[ \t]*(?:\*\/\}?|-->)?[ \t]*$/

/** `// seaworthy-accept access/open-endpoint: reason`, on the line of the finding or in the comment lines above it. */
function reasonInComment(finding: Finding, textOf: TextOf): string | undefined {
  const lines = textOf(finding.at.file)?.split(/\r?\n/) ?? []
  const last = finding.at.line - 1
  for (let index = last; index >= 0; index--) {
    const line = lines[index] ?? ''
    if (index < last && !/^\s*(\/\/|\/\*|\*|#|--|<!--|\{\/\*)/.test(line)) return undefined
    const match = COMMENT.exec(line)
    if (!match) continue
    const [, check = '', reason = ''] = match
    if (check === '' || reason === '')
      throw invalid(
        `The comment in \`${finding.at.file}:${index + 1}\` accepts a finding without saying ${check === '' ? 'which' : 'why'}.`,
        'Write `seaworthy-accept area/check-id: reason`.',
      )
    if (check === finding.check) return reason
  }
  return undefined
}
