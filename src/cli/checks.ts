import { CHECKS } from '#checks/registry.generated'

/** Prints one line a check. */
export async function run(): Promise<number> {
  const width = Math.max(...CHECKS.map(check => check.id.length))
  for (const { id, severity, title } of CHECKS) console.log(`${id.padEnd(width)}  ${severity.padEnd(8)}  ${title}`)
  console.log('\n`seaworthy explain <check>` says more of one.')
  return 0
}
