import { absent, type Block, type HandoverSection, text } from '../block.js'
import { code, plural } from '../count.js'
import type { HandoverInput, RepairRow } from '../input.js'
import { standingOf } from '../standing.js'

/** Every repair: what happened before, what happens now, the change, and how to take it back. */
export function fixedSection({ repairs, branch, after, refused }: HandoverInput): HandoverSection {
  const proved = repairs.filter(repair => standingOf(repair).tone === 'good').length
  return {
    id: 'fixed',
    title: 'What was fixed',
    note: String(repairs.length),
    ...(repairs.length > 0 && {
      intro: `${plural(repairs.length, 'repair')}, ${branch === undefined ? 'a patch file each' : `a commit each on the branch ${code(branch)}`}; ${proved} of them tried again on the repaired copy and refused there. Nothing of yours was changed.`,
    }),
    blocks:
      repairs.length === 0
        ? [
            absent(
              refused.length > 0
                ? `No repair stands. ${plural(refused.length, 'was', 'were')} tried and taken back; see what is left.`
                : `No repair was made in this run${after.findings.length === 0 ? ': nothing was found to repair' : ''}.`,
            ),
          ]
        : repairs.map(repairFold),
  }
}

function repairFold(repair: RepairRow): Block {
  const { finding, title, commit, diff, down, after, whole } = repair
  const standing = standingOf(repair)
  return {
    kind: 'fold',
    id: `fixed-${finding.id}`,
    severity: finding.severity,
    title,
    aside: standing.word,
    blocks: [
      text(`**What could happen.** ${finding.message} ${finding.why}`),
      text(`**How sure.** ${standing.says}`),
      ...(finding.evidence ?? [])
        .filter(one => one.verdict !== 'inconclusive')
        .map((evidence): Block => ({ kind: 'tried', when: 'before', evidence })),
      ...after.map((evidence): Block => ({ kind: 'tried', when: 'after', evidence })),
      ...(diff === '' ? [absent('The change could not be read back from git.')] : [{ kind: 'diff' as const, text: diff }]),
      ...(whole || diff === '' ? [] : [text('A secret or data of people stood here and is masked; the commit has the change in full.')]),
      text(
        [
          commit ? `**Commit** ${code(commit.slice(0, 10))}.` : '',
          `**Undo** ${code(`seaworthy undo ${finding.id}`)}${commit ? `, or ${code(`git revert ${commit.slice(0, 10)}`)}` : ''}.`,
        ]
          .filter(Boolean)
          .join(' '),
      ),
      ...(down === undefined
        ? []
        : [{ kind: 'code' as const, label: 'Where the migration has run, this takes it back', text: down.trim() }]),
    ],
  }
}
