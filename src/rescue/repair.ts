import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Fix } from '#fixes/fix'
import { FIXES } from '#fixes/registry.generated'
import { applyPatches } from '#fixes/write'
import { type Finding, isOpen } from '#triage/finding'
import type { Audit, Audited } from './audited.js'
import type { Gate, GateResult } from './gate.js'
import * as git from './git.js'
import { appendLedger, readLedger, type RunRecord, type VerdictRecord } from './ledger.js'
import { lock } from './lock.js'
import { messageOf } from './message.js'
import { inOrder, type Proposal, proposalsFor } from './proposal.js'
import { judge, together } from './trial.js'
import { copy, type Workspace, worktree } from './workspace.js'

export interface RepairOptions {
  readonly folder: string
  readonly audit: Audit
  /** Judges every patch; the runner says what can be asked of this app. */
  readonly gate: Gate
  /** What proposes patches; left out: every fix that there is. */
  readonly fixes?: readonly Fix[]
  /** Only these findings, or these checks. */
  readonly only?: readonly string[]
  /** At most this many. */
  readonly max?: number
  /** Shown before a patch is tried; `false` leaves the finding. */
  readonly confirm?: (proposal: Proposal, audited: Audited) => Promise<boolean>
  /** Told of each verdict as it falls. */
  readonly tell?: (record: VerdictRecord) => void
  /** Whether there is no time for another round of patches. */
  readonly over?: () => boolean
  readonly today?: Date
}

export interface RepairResult {
  /** Verdicts of this call. */
  readonly records: readonly VerdictRecord[]
  /** Every repair of this state that stands, those of earlier calls too. */
  readonly standing: readonly VerdictRecord[]
  /** Patches that were refused or taken back, and not made in another way since. */
  readonly refused: readonly VerdictRecord[]
  /** Whether time ran out before every patch was tried. */
  readonly cutShort: boolean
  /** Open findings for which no fix has a patch. */
  readonly unmended: readonly Finding[]
  readonly branch: string | undefined
  readonly uncommitted: number
}

/** Patches judged together: enough to save builds, few enough to find the guilty one. */
const BATCH = 16

/** Takes the findings in their order: patch → gate → kept on a branch of its own, or left. Nothing of the user's is written. */
export async function repair(options: RepairOptions): Promise<RepairResult> {
  const ledger = join(options.folder, '.seaworthy', 'ledger.jsonl')
  const unlock = lock(join(options.folder, '.seaworthy', 'repair.lock'))
  const repository = git.repositoryOf(options.folder)
  let workspace: Workspace | undefined
  let run: RunRecord | undefined
  try {
    const first = repository ? undefined : await options.audit(options.folder)
    run = runOf(ledger, repository, first, options.today ?? new Date())
    workspace = repository ? worktree(repository, options.folder, run.branch!) : copy(first!.source)
    if (repository) reconcile(ledger, repository, run)
    const known = readLedger(ledger).filter((one): one is VerdictRecord => one.kind !== 'run' && one.run === run!.run)
    const made = await rounds({
      ...options,
      workspace,
      ledger,
      run,
      known: repository ? known : known.filter(one => one.kind === 'undone'),
    })
    const isEmpty = repository && git.branchTip(repository, run.branch!) === run.base
    return {
      ...made,
      ...outcomes(ledger, repository, run),
      branch: isEmpty ? undefined : run.branch,
      uncommitted: repository ? git.uncommitted(repository) : 0,
    }
  } finally {
    workspace?.close()
    if (repository && run) git.dropEmptyBranch(repository, run.base!, run.branch!)
    unlock()
  }
}

/** The run of this very state, begun now or earlier: what a second call continues. */
function runOf(ledger: string, repository: git.Repository | undefined, audited: Audited | undefined, now: Date): RunRecord {
  const state = repository
    ? `${repository.head} ${repository.prefix}`
    : (audited!.source.files.map(file => `${file.path} ${file.hash}`).join('\n') ?? '')
  const id = createHash('sha256').update(state).digest('hex').slice(0, 12)
  const runs = readLedger(ledger).filter(one => one.kind === 'run')
  const known = runs.findLast(one => one.run === id)
  if (known) return known
  const day = now.toISOString().slice(0, 10)
  const name = `seaworthy/repair-${day}`
  const taken = (branch: string): boolean => repository !== undefined && git.branchTip(repository, branch) !== undefined
  const record: RunRecord = {
    kind: 'run',
    run: id,
    ...(repository && { branch: taken(name) ? `${name}-${id.slice(0, 6)}` : name, base: repository.head }),
    started: now.toISOString(),
  }
  appendLedger(ledger, record)
  return record
}

/** A commit was made, and the run died before it was written down. */
function reconcile(ledger: string, repository: git.Repository, { run, base, branch }: RunRecord): void {
  const written = new Set(readLedger(ledger).flatMap(one => (one.kind !== 'run' && one.commit) || []))
  for (const { commit, finding } of git.repairsOn(repository, base!, branch!)) {
    if (written.has(commit)) continue
    const title = git.git(repository.root, 'log', '-1', '--format=%s', commit)
    const kind = title.startsWith('Undo: ') ? 'undone' : 'unproved'
    appendLedger(ledger, { kind, run, finding, check: '', key: '', fix: '', title, commit, log: 'found on the branch' })
  }
}

/** How every finding of a run stands by its last verdict; a commit that is on the branch no more counts for nothing. */
function outcomes(ledger: string, repository: git.Repository | undefined, run: RunRecord): Pick<RepairResult, 'standing' | 'refused'> {
  const there = repository && new Set(git.repairsOn(repository, run.base!, run.branch!).map(one => one.commit))
  const last = new Map<string, VerdictRecord>()
  for (const one of readLedger(ledger)) {
    if (one.kind === 'run' || one.run !== run.run || (isKept(one) && there && !there.has(one.commit ?? ''))) continue
    if (one.kind === 'refused' && isKept(last.get(one.finding))) continue
    last.delete(one.finding)
    last.set(one.finding, one)
  }
  return { standing: [...last.values()].filter(isKept), refused: [...last.values()].filter(one => !isKept(one)) }
}

const isKept = (record: VerdictRecord | undefined): boolean => record?.kind === 'kept' || record?.kind === 'unproved'

interface Round extends RepairOptions {
  readonly workspace: Workspace
  readonly ledger: string
  readonly run: RunRecord
  /** Verdicts of earlier calls about this state. */
  readonly known: readonly VerdictRecord[]
}

async function rounds(round: Round): Promise<Pick<RepairResult, 'records' | 'unmended' | 'cutShort'>> {
  const { workspace, run, ledger, max = Number.POSITIVE_INFINITY } = round
  const records: VerdictRecord[] = []
  const say = (record: VerdictRecord) => {
    appendLedger(ledger, record)
    records.push(record)
    round.tell?.(record)
  }
  const now = new Date(run.started)
  const undone = new Set(round.known.filter(one => one.kind === 'undone').map(one => one.finding))
  const refusedBefore = new Set(round.known.filter(one => one.kind === 'refused').map(one => one.finding))
  const left = new Set<string>()
  const next = new Map<string, { readonly proposal: Proposal; readonly result: GateResult }[]>()
  let audited = await round.audit(workspace.root)
  for (;;) {
    const kept = records.filter(isKept).length
    const proposals: Proposal[] = []
    const unmended: Finding[] = []
    for (const finding of audited.findings.filter(one => isOpen(one) && isMeant(one, round.only))) {
      const identity = `${finding.check}\0${finding.key}`
      if (left.has(identity) || (undone.has(finding.id) && !round.only?.includes(finding.id))) continue
      const refusals = next.get(identity) ?? []
      const all = proposalsFor(finding, audited, round.fixes ?? FIXES)
      const proposal = all[refusals.length]
      if (proposal) proposals.push(proposal)
      else if (refusals.length > 0) {
        left.add(identity)
        const fresh = refusedBefore.has(finding.id) ? [] : refusals
        fresh.forEach(({ proposal, result }) => say(recordOf('refused', run, proposal, result)))
      } else unmended.push(finding)
    }
    const batch = together(inOrder(proposals), Math.min(BATCH, max - kept))
    const agreed = round.confirm ? await confirmed(batch, audited, round.confirm) : batch
    for (const one of batch.filter(one => !agreed.includes(one))) left.add(`${one.finding.check}\0${one.finding.key}`)
    if (batch.length === 0 || max - kept <= 0) return { records, unmended, cutShort: false }
    if (round.over?.()) return { records, unmended, cutShort: true }
    if (agreed.length === 0) continue
    const judged = await judge({ workspace, gate: round.gate, before: audited, now }, agreed)
    for (const { proposal, result } of judged.refused) {
      const identity = `${proposal.finding.check}\0${proposal.finding.key}`
      next.set(identity, [...(next.get(identity) ?? []), { proposal, result }])
    }
    keep(round, judged.kept, judged.result, audited, now, say)
    if (judged.kept.length > 0) audited = await round.audit(workspace.root)
  }
}

/** One commit for each: the first alone, then the first two together, and so on, as all were made of the same texts. */
function keep(
  round: Round,
  kept: readonly Proposal[],
  result: GateResult | undefined,
  audited: Audited,
  now: Date,
  say: (record: VerdictRecord) => void,
): void {
  const { workspace, run } = round
  workspace.reset()
  for (const [index, proposal] of kept.entries()) {
    const patches = kept.slice(0, index + 1).map(one => one.patch)
    const applied = applyPatches(workspace.root, patches, audited.source, now)!
    workspace.stage([...applied.files.keys()])
    const made = workspace.keep(messageOf(proposal, result!), proposal.finding.id)
    const down = applied.downs[index]
    say({
      ...recordOf(result!.verdict === 'kept' ? 'kept' : 'unproved', run, proposal, result!),
      ...made,
      ...(down !== undefined && { down }),
    })
  }
}

function recordOf(kind: VerdictRecord['kind'], { run }: RunRecord, { finding, fix, patch }: Proposal, result: GateResult): VerdictRecord {
  const log = result.steps.map(step => `${step.step} ${step.verdict}: ${step.log}`).join('\n')
  return { kind, run, finding: finding.id, check: finding.check, key: finding.key, fix, title: patch.title, log, found: finding }
}

const isMeant = (finding: Finding, only: readonly string[] | undefined): boolean =>
  !only?.length || only.some(one => one === finding.id || one === finding.check || one === finding.area)

async function confirmed(
  batch: readonly Proposal[],
  audited: Audited,
  confirm: NonNullable<RepairOptions['confirm']>,
): Promise<readonly Proposal[]> {
  const agreed: Proposal[] = []
  for (const one of batch) if (await confirm(one, audited)) agreed.push(one)
  return agreed
}
