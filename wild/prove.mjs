import { appsIn, withCopy } from './copy.mjs'

/** Milliseconds of experiments on one app. */
const BUDGET = 300_000

/** Boots a copy of every pinned app that is there and tries its findings; one line an app, and one for each fault that was proved. */
export async function proveApps(here, corpus, only) {
  const { prove } = await import('../dist/prove.js')
  let tried = 0
  let booted = 0
  let entered = 0
  for (const { root, name } of appsIn(here, corpus, only)) {
    tried++
    const start = performance.now()
    try {
      const { report, run } = await withCopy(root, copy => prove(copy, { budget: BUDGET }))
      const { lab } = report
      const signedIn = lab.actors.filter(({ outcome }) => outcome === 'signed-in').length
      if (lab.outcome === 'running') booted++
      if (signedIn >= 2) entered++
      const outcome = lab.outcome === 'running' ? 'booted' : `did not boot: ${lab.why}`
      const verdicts = `${lab.proved} proved, ${lab.refuted} refuted, ${lab.inconclusive} inconclusive, ${lab.skipped.length} not reached`
      const seconds = Math.round((performance.now() - start) / 1000)
      console.log(`${name}: ${outcome}; ${signedIn} signed in; ${verdicts} (${seconds} s)`)
      for (const { probe, evidence } of run.results) if (evidence.verdict === 'proved') console.log(`  ${probe}: ${evidence.says}`)
    } catch (error) {
      console.log(`${name}: the lab itself failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  console.log(`\n${booted} of ${tried} booted, ${entered} with two log-ins or more`)
  return tried > 0
}
