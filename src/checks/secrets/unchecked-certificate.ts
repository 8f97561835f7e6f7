import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { SourceFile } from '#source/source'
import { isSeed, isTest } from './where.js'

/** One connection is made without asking who answers it. */
const ONE = /\brejectUnauthorized\s*:\s*false\b|\bstrictSSL\s*:\s*false\b/
/** Every connection of the process is. */
const ALL = /\bNODE_TLS_REJECT_UNAUTHORIZED\b['"\]\s]*=\s*['"]?0/
const COMMENT = /^\s*(?:\/\/|\*|\/\*|#)/
/** Only where a developer watches, or on the machine itself. */
const AT_HOME = /localhost|127\.0\.0\.1|!==\s*['"]production|===\s*['"](?:development|test|local)|\bis_?dev/i
/** At home it is `false`, and this stands after the colon: `isLocal ? false : { rejectUnauthorized: false }`. */
const OTHERWISE = /\?\s*(?:false|undefined|null)\s*:\s*\{?[^?]*$/

export default defineCheck({
  id: 'secrets/unchecked-certificate',
  title: 'An encrypted connection does not ask who is at the other end',
  why: 'Whoever stands between the app and its database or service reads passwords and rows, and changes them, and nobody notices.',
  severity: 'low',
  refs: ['CWE-295', 'OWASP-A02:2021'],
  needs: ['source'],
  *find({ source }) {
    const found = source.files.filter(isOwn).flatMap(file => [...unchecked(file)])
    const [worst] = found.toSorted((a, b) => Number(b.all) - Number(a.all))
    if (!worst) return
    const others = found.length - 1
    yield {
      at: worst.at,
      certainty: 'certain',
      severity: worst.all ? 'medium' : 'low',
      message: worst.all
        ? '`NODE_TLS_REJECT_UNAUTHORIZED` is off: no connection of the app asks who is at the other end.'
        : `\`${worst.at.file}\`${others ? `, with ${others} more,` : ''} connects without checking the certificate.`,
      help: 'Leave the check on. Where the provider signs its certificates itself, give its root as `ca`.',
      key: worst.all ? 'everywhere' : 'connection',
      trail: found.map(one => ({ at: one.at, label: 'not checked' })),
    }
  },
})

interface Unchecked {
  readonly at: Place
  readonly all: boolean
}

const isOwn = (file: SourceFile): boolean => (file.kind === 'code' || file.kind === 'env') && !isTest(file.path) && !isSeed(file.path)

function* unchecked(file: SourceFile): Generator<Unchecked> {
  const text = file.text()
  if (!ONE.test(text) && !ALL.test(text)) return
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const all = ALL.test(line)
    if ((!all && !ONE.test(line)) || COMMENT.test(line)) continue
    const near = lines.slice(Math.max(0, index - 2), index + 1)
    const before = near.join(' ').replace(/rejectUnauthorized[^]*$/, '')
    if (near.some(one => AT_HOME.test(one)) && !OTHERWISE.test(before)) continue
    yield { at: { file: file.path, line: index + 1 }, all }
  }
}
