import { createInterface } from 'node:readline/promises'
import { resolve } from 'node:path'
import { audit } from '#audit'
import { Failure } from '#base/failure'
import { composedFor } from '#fixes/write'
import type { Audit, Audited } from '#rescue/audited'
import { diffOf } from '#rescue/diff'
import { parses, reaudited } from '#rescue/gate-steps'
import type { VerdictRecord } from '#rescue/ledger'
import type { Proposal } from '#rescue/proposal'
import { repair } from '#rescue/repair'
import { mask } from '#report/mask'
import { keepOutOfGit } from './own-folder.js'

/** The options of `seaworthy repair`, as parsed. */
export interface RepairFlags {
  readonly only?: string
  readonly max?: string
  readonly dryRun?: boolean
  readonly interactive?: boolean
}

/** The audit as a repair asks for it: without caches, since the text is new each time. */
export const auditAt: Audit = async root => {
  const { report, problems, model, source } = await audit(root, { cache: false })
  return { findings: report.findings, problems, model, source }
}

/** Mends what can be mended by rule, on a branch of its own. 0 when nothing grave is left, 1 when something is. */
export async function run(dir = '.', flags: RepairFlags = {}): Promise<number> {
  const folder = resolve(dir)
  const max = flags.max === undefined ? undefined : Number(flags.max)
  if (max !== undefined && !(Number.isInteger(max) && max > 0))
    throw new Failure('invalid-configuration', '`--max` is no number of repairs.', 'Write `--max 5`.')
  const only = flags.only?.split(',').map(one => one.trim())
  keepOutOfGit(folder)
  const common = { folder, audit: auditAt, gate: [parses, reaudited(auditAt)], ...(only && { only }), ...(max !== undefined && { max }) }
  if (flags.dryRun) {
    let shown = 0
    await repair({ ...common, confirm: async (proposal, audited) => (show(proposal, audited), shown++, false) })
    console.log(`${shown} ${shown === 1 ? 'repair' : 'repairs'} would be tried. Nothing was written.`)
    return 0
  }
  const result = await repair({ ...common, ...(flags.interactive && { confirm: ask }), tell: say })
  const kept = result.records.filter(one => one.kind === 'kept' || one.kind === 'unproved')
  const lines = [
    kept.length === 0
      ? 'Nothing more could be repaired by rule.'
      : `${kept.length} ${kept.length === 1 ? 'repair stands' : 'repairs stand'} ${result.branch ? `on the branch ${result.branch}, a commit each` : 'in .seaworthy/patches, a file each'}.`,
    ...(result.uncommitted > 0
      ? [`${result.uncommitted} of your files have changes that are in no commit: they were neither read nor touched.`]
      : []),
    ...(result.unmended.length > 0
      ? [
          `${result.unmended.length} findings need a person or an AI editor: the report has a prompt for each, and \`seaworthy verify <finding>\` says whether it is gone.`,
        ]
      : []),
    ...(kept.length > 0
      ? ['The app was read and not run: its type check, lint and tests were not asked. `seaworthy rescue` asks them, in a seal.']
      : []),
  ]
  console.log(['', ...lines].join('\n'))
  return result.unmended.some(one => one.severity === 'critical' || one.severity === 'high') ? 1 : 0
}

function say(record: VerdictRecord): void {
  if (record.kind === 'refused') console.log(`left  ${record.finding}  ${record.title}\n      ${record.log.split('\n').at(-1)}`)
  else console.log(`${record.kind === 'kept' ? 'kept' : 'made'}  ${record.finding}  ${record.title}`)
}

function show({ finding, patch }: Proposal, audited: Audited): void {
  const made = composedFor([patch], audited.source, new Date())
  console.log(`${finding.id}  ${patch.title}\n${finding.message}\n`)
  if (!made) return
  const kept = [...made.files].filter(([, after]) => after !== undefined)
  const diff = diffOf(kept.map(([file, after]) => [file, audited.source.file(file)?.text(), after]))
  console.log(
    mask(diff) +
      [...made.files]
        .filter(([, after]) => after === undefined)
        .map(([file]) => `leaves the repository: ${file}\n`)
        .join(''),
  )
}

async function ask(proposal: Proposal, audited: Audited): Promise<boolean> {
  show(proposal, audited)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^y/i.test(await terminal.question('Make this repair? [y/N] '))
  } finally {
    terminal.close()
  }
}
