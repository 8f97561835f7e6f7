/**
 * The stories of splinter's lints, told in schemas of our own: the fault, then its remedy, each judged by `seaworthy
 * database` and by splinter's own SQL on the same schema. splinter has no licence file, so it is read from a clone of yours.
 *
 * node bench/splinter/main.mjs DIR [part of a lint's name]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLoaded } from '../../dist/database/load/load.js'
import { examine } from '../../dist/examine.js'
import { readSource } from '../../dist/source/read.js'
import { access } from './stories/access.mjs'
import { shape } from './stories/shape.mjs'

const [clone, part = ''] = process.argv.slice(2)
if (!clone) {
  console.error('Say where a clone of https://github.com/supabase/splinter is.')
  process.exit(2)
}
// Its file begins with a setting; what follows is one query.
const lints = readFileSync(join(clone, 'splinter.sql'), 'utf8').replace(/^[\s\S]*?search_path = '';/, '')

const CLIENT = `import { createClient } from '@supabase/supabase-js'
export const supabase = createClient(import.meta.env.VITE_SUPABASE_URL, import.meta.env.VITE_SUPABASE_ANON_KEY)
`
const rows = []
for (const story of [...access, ...shape].toSorted((a, b) => a.lint.localeCompare(b.lint))) {
  if (!story.lint.includes(part)) continue
  if (!story.fault) {
    rows.push([story.lint, '-', '-', '-', '-', story.why])
    continue
  }
  const before = await judge(story, story.fault)
  const after = await judge(story, `${story.fault}\n${story.remedy}`)
  const own = ({ ours }) => story.ours.filter(id => ours.has(id)).join(' ')
  rows.push([
    story.lint,
    before.theirs.has(story.lint.slice(5)) ? 'found' : 'MISSED',
    after.theirs.has(story.lint.slice(5)) ? 'STILL' : 'silent',
    own(before) ? 'found' : story.ours.length ? 'MISSED' : '-',
    own(after) ? 'STILL' : story.ours.length ? 'silent' : '-',
    story.why ?? own(before),
  ])
  console.error(rows.at(-1).join('  '))
}
const head = ['lint', 'splinter', 'after remedy', 'seaworthy', 'after remedy', 'by']
const widths = head.map((_, n) => Math.max(...[head, ...rows].map(row => row[n].length)))
for (const row of [head, ...rows])
  console.log(
    row
      .map((cell, n) => cell.padEnd(widths[n]))
      .join('  ')
      .trimEnd(),
  )
const asked = rows.filter(row => row[3] !== '-')
console.log(
  `${asked.filter(row => row[3] === 'found' && row[4] === 'silent').length} of ${asked.length} found before and silent after; ${rows.length - asked.length} not asked for`,
)

/** Names of what each says of one schema. */
async function judge(story, sql) {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-story-'))
  try {
    const put = (path, text) => {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    put('package.json', JSON.stringify({ name: 'story', type: 'module', dependencies: { '@supabase/supabase-js': '*', vite: '*' } }))
    put('index.html', '<script type="module" src="/src/main.ts"></script>')
    put('src/main.ts', `${CLIENT}${story.code ?? ''}\n`)
    put('supabase/config.toml', 'project_id = "story"\n')
    put('supabase/migrations/20250101000000_story.sql', sql)
    const { report } = await examine(root, { engine: 'embedded', rows: story.rows ?? 0 })
    const failed = report.database?.failures ?? []
    if (failed.length > 0) console.error(`${story.lint}: ${failed.map(failure => failure.message).join('; ')}`)
    return {
      ours: new Set(report.findings.filter(finding => finding.status !== 'refuted').map(finding => finding.check)),
      theirs: await splinter(root, story, sql),
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function splinter(root, story, sql) {
  const { database } = await openLoaded(await readSource(root), 'embedded')
  try {
    if (story.reaches) await database.run(sql)
    for (const [name, value] of Object.entries({ 'pgrst.db_schemas': 'public', ...story.set }))
      await database.run(`set ${name} = '${value}'`)
    await database.run("set search_path = ''")
    const { rows } = await database.query(`select distinct name from (${lints.trim().replace(/;\s*$/, '')}) said`)
    return new Set(rows.map(row => row.name))
  } finally {
    await database.close()
  }
}
