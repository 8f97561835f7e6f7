/**
 * Proves a sample app again and again, each time on a fresh copy, and asks for the same findings, in the same order, with the
 * same verdicts, and the same verdict of every experiment. Ends with 1 when one differs.
 *
 * node bench/repeat/main.mjs [app] [times]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyApp } from '../../scripts/demo/copy-app.mjs'
import { prove } from '../../dist/prove.js'

const name = process.argv[2] ?? 'storefront'
const times = Number(process.argv[3] ?? 10)
const apps = mkdtempSync(join(tmpdir(), 'seaworthy-repeat-'))

try {
  let wanted
  let wrong = 0
  for (let n = 1; n <= times; n++) {
    const app = join(apps, String(n))
    copyApp(fileURLToPath(new URL(`../../apps/${name}`, import.meta.url)), app)
    const start = performance.now()
    const said = endOf(await prove(app))
    wanted ??= said
    const differs = differences(wanted, said)
    if (differs.length) wrong++
    const verdicts = ['proved', 'refuted', 'inconclusive'].map(
      verdict => `${said.experiments.filter(one => one.startsWith(verdict)).length} ${verdict}`,
    )
    const seconds = `${((performance.now() - start) / 1000).toFixed(0)} s`
    console.log(`${String(n).padStart(3)}  ${verdicts.join(', ')}  ${seconds}  ${differs.join('; ') || 'the same'}`)
    rmSync(app, { recursive: true, force: true })
  }
  console.log(`\n${times - wrong} of ${times} as the first one.`)
  process.exitCode = wrong > 0 ? 1 : 0
} finally {
  rmSync(apps, { recursive: true, force: true })
}

/** What a proof came to, without what only time says. */
function endOf({ report, run }) {
  return {
    findings: report.findings.map(one => `${one.status} ${one.check} ${one.key}`),
    experiments: run.results.map(({ probe, name, evidence }) => `${evidence.verdict} ${probe}: ${name}`),
  }
}

function differences(wanted, said) {
  return Object.keys(wanted).flatMap(part => {
    const more = said[part].filter(one => !wanted[part].includes(one)).map(one => `+ ${one}`)
    const less = wanted[part].filter(one => !said[part].includes(one)).map(one => `- ${one}`)
    const order = more.length + less.length === 0 && said[part].join('\n') !== wanted[part].join('\n') ? [`${part}: another order`] : []
    return [...more, ...less, ...order]
  })
}
